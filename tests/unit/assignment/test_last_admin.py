"""Somebody can always manage staff, also if all who can leave in the same moment; and nobody else."""

from typing import Any

import pytest
from tests.fakes.assignment import FIRST_ADMIN, hiring, in_memory
from tests.support.crowds import at_once

from assignment.domain.permissions import ADMINS
from assignment.ports import StaffQuery
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.change_staff import ChangeStaff, LastAdmin, change_staff
from assignment.usecases.create_staff import create_staff
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
    await create_staff(house.deps, hiring(house.deps.new_id(), ADMINS, email="second@vinculo.test"))
    admins = await house.deps.staff.find(StaffQuery(active=True, group=ADMINS), EVERYTHING, 3)

    came_out = await at_once(
        *(change_staff(house.deps, ChangeStaff(each.id, each.version, *leaves)) for each in admins)
    )

    (left,) = await house.deps.staff.find(StaffQuery(active=True, group=ADMINS), EVERYTHING, 3)
    assert [type(each) for each in came_out if isinstance(each, Exception)] == [LastAdmin]
    assert {admin.email for admin in admins} == {FIRST_ADMIN, "second@vinculo.test"}
    assert left.id in {admin.id for admin in admins}
