"""The distribution settings over HTTP."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BeforeValidator, ConfigDict, Field

from assignment.api.fields import GroupName
from assignment.domain.facts import Channel, Kind
from assignment.domain.settings import Pool, Settings, StalePrefers, Strategy, Unavailable, When
from assignment.ports import Deps, Distribution
from assignment.usecases.change_distribution import ChangeDistribution, change_distribution
from chassis.errors import NotFound
from chassis.http import Body, Caller, IfMatch, Limit, Page, View, decode_cursor, encode_cursor, page_of, tag
from contracts.customers import CustomerStatus, Temperature


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_One = BeforeValidator(_listed, json_schema_input_type=str | list[str])
_Word = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[tuple[_Word, ...], Field(max_length=100), _One]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]


class WhenBody(Body):
    """Which orders a pool serves; a field that is not given asks nothing. One value or several."""

    channel: Annotated[tuple[Channel, ...], Field(max_length=100), _One] = ()
    kind: Annotated[tuple[Kind, ...], Field(max_length=100), _One] = ()
    currency: Words = ()
    language: Words = ()
    country: Words = ()
    region: Words = ()
    total_from: Amount | None = Field(default=None, description="In the order's own currency, included.")
    total_below: Amount | None = Field(default=None, description="In the order's own currency, not included.")
    status: Annotated[tuple[CustomerStatus, ...], Field(max_length=100), _One] = ()
    temperature: Annotated[tuple[Temperature, ...], Field(max_length=100), _One] = ()
    returning: bool | None = Field(default=None, description="Whether he ordered before; a quote is no order.")

    def when(self) -> When:
        """As it is decided by."""
        return When(
            channel=tuple(each.value for each in self.channel),
            kind=tuple(each.value for each in self.kind),
            currency=self.currency,
            language=self.language,
            country=self.country,
            region=self.region,
            total_from=self.total_from,
            total_below=self.total_below,
            status=tuple(each.value for each in self.status),
            temperature=tuple(each.value for each in self.temperature),
            returning=self.returning,
        )


class PoolBody(Body):
    """People who share the orders that `when` matches. An empty pool gives them to nobody."""

    name: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(
        default=None, description="Names the pool's wheel; by default `pool-1`, `pool-2` and so on."
    )
    when: WhenBody = WhenBody()
    groups: Annotated[tuple[GroupName, ...], Field(max_length=100)] = ()
    members: Annotated[tuple[_Word, ...], Field(max_length=1000)] = ()
    strategy: Strategy | None = None


class DistributionBody(Body):
    """The settings as a whole; the first pool that matches serves, and no other. Without pools: all managers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"strategy": "round_robin"}]})

    strategy: Strategy = Strategy.ROUND_ROBIN
    pools: Annotated[tuple[PoolBody, ...], Field(max_length=100)] = ()
    respect_availability: bool = False
    unavailable: Unavailable = Unavailable.ASSIGN
    stale_prefers: StalePrefers = StalePrefers.ACTOR
    max_age: Annotated[timedelta, Field(ge=timedelta(0), le=timedelta(days=3650))] | None = Field(
        default=None, description="Older orders are not distributed; seconds or ISO 8601.", examples=["PT48H"]
    )

    def settings(self) -> Settings:
        """As they are decided by."""
        return Settings(
            strategy=self.strategy,
            pools=tuple(
                Pool(pool.name or f"pool-{at}", pool.when.when(), pool.groups, pool.members, pool.strategy)
                for at, pool in enumerate(self.pools, start=1)
            ),
            respect_availability=self.respect_availability,
            unavailable=self.unavailable,
            stale_prefers=self.stale_prefers,
            max_age=self.max_age,
        )


class DistributionView(View):
    """The settings as of a version, by whom and when (`updated_at`); `changed_by` null: as delivered."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    changed_by: str | None
    changed_by_name: str | None
    strategy: Strategy
    pools: tuple[PoolBody, ...]
    respect_availability: bool
    unavailable: Unavailable
    stale_prefers: StalePrefers
    max_age: timedelta | None


def distribution_router(deps: Deps) -> APIRouter:
    """The routes of /v1/distribution."""
    router = APIRouter(prefix="/v1/distribution", tags=["distribution"])

    @router.get("", operation_id="getDistribution")
    async def get(caller: Caller, response: Response) -> DistributionView:
        """Who is asked when a customer has no active manager (RC-9)."""
        caller.require("settings")
        current = await deps.distribution.current()
        if current is None:
            raise NotFound
        tag(response, current.settings.version)
        return _view(current, (await deps.companies.current()).names)

    @router.put("", operation_id="changeDistribution")
    async def change(body: DistributionBody, caller: Caller, version: IfMatch, response: Response) -> DistributionView:
        """Replaces the settings by a new version; the next order is decided by it."""
        caller.require("settings")
        changed = await change_distribution(deps, ChangeDistribution(version, body.settings(), caller.id))
        tag(response, changed.settings.version)
        return _view(changed, (await deps.companies.current()).names)

    @router.get("/versions", operation_id="listDistributionVersions")
    async def versions(
        caller: Caller,
        request: Request,
        response: Response,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[DistributionView]:
        """Every version that ever held, by whom and since when; the newest first."""
        caller.require("settings")
        before = None if cursor is None else decode_cursor(cursor, int)[0]
        found = await deps.distribution.versions(before, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.settings.version))
        names = (await deps.companies.current()).names
        return Page(items=[_view(distribution, names) for distribution in shown], next=following)

    @router.get("/versions/{version}", operation_id="getDistributionVersion")
    async def get_version(
        version: Annotated[int, Path(ge=0, le=2**31)], caller: Caller, response: Response
    ) -> DistributionView:
        """The settings as they were in that version; decisions name theirs."""
        caller.require("settings")
        found = await deps.distribution.as_of(version)
        if found is None:
            raise NotFound
        tag(response, version)
        return _view(found, (await deps.companies.current()).names)

    return router


def _view(distribution: Distribution, names: Mapping[str, str]) -> DistributionView:
    settings = distribution.settings
    return DistributionView(
        id="distribution",
        version=settings.version,
        created_at=distribution.first_at,
        updated_at=distribution.at,
        changed_by=distribution.by,
        changed_by_name=names.get(distribution.by or ""),
        strategy=settings.strategy,
        pools=tuple(_pool(pool) for pool in settings.pools),
        respect_availability=settings.respect_availability,
        unavailable=settings.unavailable,
        stale_prefers=settings.stale_prefers,
        max_age=settings.max_age,
    )


def _pool(pool: Pool) -> PoolBody:
    when = pool.when
    return PoolBody(
        name=pool.name,
        when=WhenBody(
            channel=tuple(Channel(each) for each in when.channel),
            kind=tuple(Kind(each) for each in when.kind),
            currency=when.currency,
            language=when.language,
            country=when.country,
            region=when.region,
            total_from=when.total_from,
            total_below=when.total_below,
            status=tuple(CustomerStatus(each) for each in when.status),
            temperature=tuple(Temperature(each) for each in when.temperature),
            returning=when.returning,
        ),
        groups=pool.groups,
        members=pool.members,
        strategy=pool.strategy,
    )
