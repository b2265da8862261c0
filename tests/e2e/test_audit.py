"""`vinculo audit` on a system that works."""

import json
from datetime import UTC, datetime

import pytest
from tests.support.company import Company
from tests.support.system import System


@pytest.mark.req("N3")
def test_an_audit_finds_that_everything_agrees(system: System) -> None:
    began = datetime.now(UTC)
    company = Company(system)
    seller = company.employ("seller", "Sellers")
    customer = company.customer("Audited", manager_id=seller["id"])
    company.told(company.decided(company.order(customer)))
    audited = system.vinculo("audit", "--json", "--since", f"{began:%Y-%m-%dT%H:%M:%S}")
    report = json.loads(audited.stdout)
    assert (audited.returncode, report["findings"]) == (0, [])
    counts = report["counts"]
    assert min(counts[part] for part in ("orders", "customers", "links", "decisions", "mails")) >= 1
