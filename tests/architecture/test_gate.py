"""The gate counts tests a platform by their parameters, and nothing that did not run."""

from collections import Counter
from pathlib import Path

from ci.gate import platforms_of, ran_on

REPORT = """<testsuites><testsuite tests="5">
<testcase name="test_one[slack]"/>
<testcase name="test_two[some-text-slack+discord]"/>
<testcase name="test_three[sandbox-postgres]"><failure>no</failure></testcase>
<testcase name="test_four[discord]"><skipped/></testcase>
<testcase name="test_slack_five"/>
</testsuite></testsuites>"""


def test_each_test_counts_once_for_each_platform_that_its_parameters_name(tmp_path: Path) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    assert ran_on(tmp_path / "report.xml") == Counter(slack=2, discord=1, sandbox=1)
    assert ran_on(tmp_path / "absent.xml") == Counter()
    assert list(platforms_of("test_x[sandbox+sandbox]")) == ["sandbox"]
