"""Somebody can always manage staff, also if all who can leave in the same moment; and nobody else."""

import asyncio
from typing import Any

import pytest
from tests.fakes.assignment import FIRST_ADMIN, in_memory

from assignment.domain.permissions import ADMINS
from assignment.ports import StaffQuery
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.change_staff import ChangeStaff, LastAdmin, change_staff
from assignment.usecases.create_staff import CreateStaff, create_staff
from chassis.access import Scope

EVERYTHING = Scope.everything()


@pytest.mark.req("NX-14")
async def test_the_address_of_the_first_admin_opens_nothing_once_it_is_no_longer_his() -> None:
    house = await in_memory()
    (admin,) = await house.deps.staff.find(StaffQuery(), EVERYTHING, 2)
    changes = {"email": "else@vinculo.test"}
    await change_staff(house.deps, ChangeStaff(admin.id, admin.version, changes, None))

    await bootstrap(house.deps, FIRST_ADMIN)

    (still,) = await house.deps.staff.find(StaffQuery(), EVERYTHING, 2)
    assert (still.id, still.email) == (admin.id, "else@vinculo.test")


@pytest.mark.req("NX-14", "M1")
@pytest.mark.parametrize(
    "leaves", [({}, False), ({"groups": ("Sellers",)}, None)], ids=["deactivated", "moved to another group"]
)
async def test_of_the_last_two_admins_who_leave_at_once_one_stays(leaves: tuple[dict[str, Any], bool | None]) -> None:
    house = await in_memory()
    await create_staff(
        house.deps,
        CreateStaff(
            id=house.deps.new_id(),
            name="Second",
            email="second@vinculo.test",
            groups=(ADMINS,),
            active=True,
            language="en",
            time_zone="UTC",
            working_hours=(),
            weight=1,
            capacity=None,
            daily_quota=None,
            mark=None,
        ),
    )
    admins = await house.deps.staff.find(StaffQuery(active=True, group=ADMINS), EVERYTHING, 3)

    came_out = await asyncio.gather(
        *(change_staff(house.deps, ChangeStaff(each.id, each.version, *leaves)) for each in admins),
        return_exceptions=True,
    )

    (left,) = await house.deps.staff.find(StaffQuery(active=True, group=ADMINS), EVERYTHING, 3)
    assert [type(each) for each in came_out if isinstance(each, Exception)] == [LastAdmin]
    assert {admin.email for admin in admins} == {FIRST_ADMIN, "second@vinculo.test"}
    assert left.id in {admin.id for admin in admins}
