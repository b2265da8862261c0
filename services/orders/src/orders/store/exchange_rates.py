"""Exchange rates in MongoDB, and in memory those that prices are made with."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, datetime

from chassis.clock import Clock
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo
from orders.domain.exchange import NO_RATES, ExchangeRate, RatesOfDay
from orders.store.recent import Recent

RATES = "exchange_rates"


class MongoExchangeRates:
    """Answers the port ExchangeRates; `preferred` is the base that is converted from if there is a choice."""

    def __init__(self, mongo: Mongo, clock: Clock, preferred: str) -> None:
        self._rates = mongo.collection(RATES)
        self._preferred = preferred
        self._into: defaultdict[str, defaultdict[str, dict[date, ExchangeRate]]] = defaultdict(
            lambda: defaultdict(dict)
        )
        self._days: dict[str, tuple[date, RatesOfDay]] = {}
        self._recent = Recent(self._changed_since, self.learn, clock)

    async def prepare(self) -> None:
        """Indexes: what changed lately; lists go by id."""
        await self._rates.ensure_indexes(Index((("updated_at", 1),)))

    async def of_day(self, currency: str, day: date) -> RatesOfDay:
        await self._recent.refresh()
        if currency not in self._into:
            return NO_RATES
        known = self._days.get(currency)
        if known is not None and day < known[0]:
            return self._look_up(currency, day)
        if known is None or known[0] != day:
            known = self._days[currency] = (day, self._look_up(currency, day))
        return known[1]

    async def find(self, rate_id: str) -> ExchangeRate | None:
        doc = await self._rates.get(rate_id)
        return None if doc is None else _rate(doc)

    async def page(self, base: str | None, currency: str | None, after: str | None, limit: int) -> list[ExchangeRate]:
        wanted = {"base": base, "currency": currency, "_id": {"$gt": after} if after else None}
        found = {name: value for name, value in wanted.items() if value is not None}
        return [_rate(doc) for doc in await self._rates.find(found, sort=[("_id", 1)], limit=limit)]

    def keeping(self, rate: ExchangeRate) -> Write:
        return Insert(RATES, _doc(rate)) if rate.version == 1 else Replace(RATES, _doc(rate), rate.version - 1)

    def learn(self, rate: ExchangeRate) -> None:
        dated = self._into[rate.currency][rate.base]
        known = dated.get(rate.valid_from)
        if known is None or known.version < rate.version:
            dated[rate.valid_from] = rate
            self._days.pop(rate.currency, None)

    async def _changed_since(self, at: datetime | None) -> list[ExchangeRate]:
        docs = await self._rates.find({} if at is None else {"updated_at": {"$gte": at}})
        return [_rate(doc) for doc in docs]

    def _look_up(self, currency: str, day: date) -> RatesOfDay:
        found = []
        for dated in self._into[currency].values():
            days = sorted(dated)
            if at := bisect_right(days, day):
                found.append(dated[days[at - 1]])
        found.sort(key=lambda rate: (rate.base != self._preferred, rate.base))
        return RatesOfDay(tuple(found))


def _doc(rate: ExchangeRate) -> Doc:
    return {
        "_id": rate.id,
        "version": rate.version,
        "base": rate.base,
        "currency": rate.currency,
        "valid_from": rate.valid_from.isoformat(),
        "rate": rate.rate,
        "set_by": rate.set_by,
        "created_at": rate.created_at,
        "updated_at": rate.updated_at,
    }


def _rate(doc: Doc) -> ExchangeRate:
    return ExchangeRate(
        base=doc["base"],
        currency=doc["currency"],
        valid_from=date.fromisoformat(doc["valid_from"]),
        rate=doc["rate"],
        version=doc["version"],
        set_by=doc["set_by"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
