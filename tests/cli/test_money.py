"""Money is told exactly, by every command."""

import pytest

from wanstudio.accounts.billing import BillLine
from wanstudio.catalog.offers import money
from wanstudio.cli.usage import _bill_line


@pytest.mark.parametrize(
    ("micros", "told"),
    [
        (0, "0"),
        (25_000, "0.025"),
        (1, "0.000001"),
        (10_000_000, "10"),
        (99_999_990_000, "99999.99"),
        (12_345_678_901, "12345.678901"),
        (1_234_567_890_000, "1234567.89"),
        (-1_500_000, "-1.5"),
    ],
)
def test_no_digit_is_lost_and_none_is_added(micros, told):
    assert money(micros) == told
    line = BillLine("singapore", "wan2.6-t2i", "paid", "USD", 3, micros)
    assert _bill_line(line)[-1] == f"{told} USD"
