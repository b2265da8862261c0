"""Files become requests; bad rows tell what is wrong, all of it at once."""

from pathlib import Path

import pytest

from devstack.importer.drafts import KINDS, Draft, Ref
from devstack.importer.mapping import BadMapping
from devstack.importer.source import order_source, plain_source
from devstack.importer.table import BadFile, BadRow


def written(folder: Path, name: str, content: str) -> Path:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return file


def drafts(folder: Path, kind: str, content: str, *maps: str) -> list[Draft | BadRow]:
    return list(plain_source(KINDS[kind], written(folder, f"{kind}.csv", content), maps, None).drafts)


def orders(folder: Path, content: str, lines: str | None, *maps: str) -> list[Draft | BadRow]:
    lines_file = None if lines is None else written(folder, "lines.csv", lines)
    return list(order_source(written(folder, "orders.csv", content), lines_file, maps, None, lambda: None).drafts)


def test_a_customer_row_becomes_a_body_and_empty_cells_are_left_out(tmp_path: Path) -> None:
    content = "external_id,name,email,discount_percent,manager,note\nA1,Peña,,7.50,7,Calls early\n"
    assert drafts(tmp_path, "customers", content) == [
        Draft(
            2,
            {
                "channel": "api",
                "external_id": "A1",
                "name": "Peña",
                "discount_percent": "7.5",
                "manager_id": Ref("staff", "7"),
                "notes": [{"text": "Calls early"}],
            },
            "A1",
        )
    ]


def test_products_have_names_by_language_and_prices_by_currency(tmp_path: Path) -> None:
    content = "sku,title,name.es,prices.EUR,yen,gone\nT1,Tea,Té,9.80000019,1234.5,1\n"
    (draft,) = drafts(tmp_path, "products", content, "name.en=title", "prices.JPY=yen", "active=!gone")
    assert isinstance(draft, Draft)
    assert draft.body == {
        "sku": "T1",
        "name": {"en": "Tea", "es": "Té"},
        "prices": {"EUR": "9.80", "JPY": "1235"},
        "active": False,
    }


def test_a_bad_row_tells_everything_that_is_wrong_with_it_and_the_others_go_on(tmp_path: Path) -> None:
    content = "name,email,weight,active\n,a@b.example,x,maybe\nAna,ana@b.example,2,yes\n"
    bad, good = drafts(tmp_path, "staff", content)
    assert bad == BadRow(
        2, "weight: 'x' is no clear number; write 1234.5; active: 'maybe' is neither yes nor no; name: is missing"
    )
    assert isinstance(good, Draft)
    assert good.body == {"name": "Ana", "email": "ana@b.example", "weight": 2, "active": True}


def test_columns_that_nobody_asked_for_are_told(tmp_path: Path) -> None:
    file = written(tmp_path, "staff.csv", "name,email,shoe size\n")
    assert plain_source(KINDS["staff"], file, (), None).ignored == ("shoe size",)


def test_a_file_without_a_needed_column_is_refused_with_what_it_has(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match="no column for name: say which with --map name=COLUMN; the file has company"):
        drafts(tmp_path, "customers", "company\nX\n")
    with pytest.raises(BadMapping, match=r"no column for line.order, line.quantity"):
        orders(tmp_path, "external_id\n1\n", "product\n5\n")
    with pytest.raises(BadMapping, match=r"no column for line.product"):
        orders(tmp_path, "external_id,quantity\n1,1\n", None)


def test_orders_take_their_lines_from_a_second_file_in_its_order(tmp_path: Path) -> None:
    content = "external_id,customer,manager,ordered_at,currency\n1,A,7,1996-07-04,USD\n2,B,,,\n"
    lines = "order,product,quantity,unit_price,off\n2,T2,1,,\n1,T1,12,9.80000019,0.150000006\n1,T2,3,7,0\n"
    first, second = orders(tmp_path, content, lines, "line.discount_fraction=off")
    assert first == Draft(
        2,
        {
            "channel": "api",
            "external_id": "1",
            "customer_id": Ref("customers", "A"),
            "manager_id": Ref("staff", "7"),
            "ordered_at": "1996-07-04T00:00:00Z",
            "currency": "USD",
            "lines": [
                {
                    "product_id": Ref("products", "T1"),
                    "quantity": 12,
                    "base_price": "9.80",
                    "discount_percent": "15",
                },
                {"product_id": Ref("products", "T2"), "quantity": 3, "base_price": "7.00", "discount_percent": "0"},
            ],
        },
        "1",
        "A",
    )
    assert isinstance(second, Draft)
    assert second.body["lines"] == [{"product_id": Ref("products", "T2"), "quantity": 1}]


def test_lines_that_no_order_asks_for_are_counted(tmp_path: Path) -> None:
    lines = written(tmp_path, "lines.csv", "order,product,quantity\n1,T1,1\n9,T1,1\n9,T2,1\n")
    source = order_source(written(tmp_path, "orders.csv", "external_id\n1\n"), lines, (), None, lambda: None)
    assert len(list(source.drafts)) == 1
    assert source.unused_lines() == 2


def test_an_order_with_a_bad_line_or_with_none_does_not_go_in(tmp_path: Path) -> None:
    bad, empty, keyless = orders(
        tmp_path, "external_id,customer\n1,A\n2,B\n,C\n", "order,product,quantity\n1,T1,1\n1,,few\n,T3,1\n"
    )
    assert bad == BadRow(
        2, "lines.csv line 3: quantity: 'few' is no clear number; write 1234.5; lines.csv line 3: product: is missing"
    )
    assert empty == BadRow(3, "it has no lines")
    assert keyless == BadRow(4, "external_id: is missing")


def test_orders_and_lines_in_one_file_are_told_apart_by_their_key(tmp_path: Path) -> None:
    content = "external_id,customer,product,quantity\n1,A,T1,2\n1,A,T2,1\n2,B,T1,5\n"
    found = orders(tmp_path, content, None)
    assert [(each.line, len(each.body["lines"])) for each in found if isinstance(each, Draft)] == [(2, 2), (4, 1)]


@pytest.mark.parametrize("broken", ["1,T2\n", '1,"T2,1\n'])
def test_nothing_goes_in_if_an_order_might_go_in_without_some_of_its_lines(tmp_path: Path, broken: str) -> None:
    lines = f"order,product,quantity\n1,T1,1\n{broken}"
    with pytest.raises(BadFile, match=r"lines.csv line 3: .*nothing was imported"):
        orders(tmp_path, "external_id\n1\n", lines)
    with pytest.raises(BadFile, match=r"orders.csv line 3: .*nothing was imported"):
        orders(tmp_path, lines.replace("order,", "external_id,"), None)
