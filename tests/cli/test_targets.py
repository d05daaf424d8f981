"""Where the commands write: not over what they read, not twice into one file; and what standard output may be."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Program

RECORDING = '{"schema":"jllm-sync/recording/1","recorded_at":"2026-08","endpoint":"https://huggingface.co"}\n'
RECORDED = ("--hub", "recorded")


@pytest.fixture
def house(catalog: Path, tmp_path: Path) -> Path:
    """A folder with all that a command may read, and other ways to spell the catalog."""
    (tmp_path / "link.yaml").symlink_to("catalog.yaml")
    (tmp_path / "folder").mkdir()
    (tmp_path / "own.jsonl").write_text(RECORDING)
    (tmp_path / "report.json").write_text("{}")
    (tmp_path / "issues.json").write_text("[]")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["check", *RECORDED, "-o", "catalog.yaml"], "-o catalog.yaml: this is the catalog"),
        (["check", *RECORDED, "-o", "link.yaml"], "this is the catalog"),
        (["check", "link.yaml", *RECORDED, "-o", "folder/../catalog.yaml"], "this is the catalog"),
        (["check", *RECORDED, "--also", "json=./catalog.yaml"], "--also catalog.yaml: this is the catalog"),
        (["record", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["discover", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["add", "a/b", "--write", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["show", "calm2", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["issues", "plan", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["issues", "sync", *RECORDED, "-o", "catalog.yaml"], "this is the catalog"),
        (["schedule", "--cron", "@daily", "--report", "catalog.yaml"], "--report catalog.yaml: this is the catalog"),
        (["check", "--state", "state.db", "-o", "state.db"], "this is the state"),
        (["runs", "-o", "home/jllm-sync/state.db"], "this is the state"),
        (["record", "--hub", "own.jsonl", "-o", "own.jsonl"], "this is the recording that --hub names"),
        (["issues", "plan", "--from", "report.json", "-o", "report.json"], "this is the file that --from names"),
        (["issues", "plan", "--existing", "issues.json", "-o", "issues.json"], "the file that --existing names"),
        (["check", *RECORDED, "-o", "x", "--also", "json=folder/../x"], "--also folder/../x: -o writes there, too"),
        (["check", *RECORDED, "--also", "json=x", "--also", "sarif=x"], "--also x: --also writes there, too"),
        (["check", *RECORDED, "--also", "json=-"], "--also standard output: --format writes there, too"),
    ],
)
def test_what_is_not_overwritten(program: Program, house: Path, arguments: list[str], says: str) -> None:
    def files() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in house.rglob("*") if path.is_file()}

    before = files()
    result = program(*arguments, XDG_STATE_HOME=str(house / "home"))
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert files() == before


def test_a_device_may_be_written_to_twice(program: Program, catalog: Path) -> None:
    arguments = ("-o", "/dev/null", "--also", "json=/dev/null")
    result = program("check", *RECORDED, *arguments)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


@pytest.mark.parametrize("spelt", ["-", "/dev/stdout"])
def test_standard_output_by_name(program: Program, catalog: Path, tmp_path: Path, spelt: str) -> None:
    result = program("check", *RECORDED, "-o", spelt)
    assert result.stdout == program("check", *RECORDED).stdout != ""
    both = program("check", *RECORDED, "-o", "report.json", "--format", "json", "--also", f"text={spelt}")
    assert both.stdout == result.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog.yaml", "report.json"]


def test_a_recording_and_a_catalog_down_a_pipe(program: Program, catalog: Path, tmp_path: Path) -> None:
    recorded = program("record", *RECORDED, "-o", "-")
    assert recorded.stdout.startswith('{"schema":"jllm-sync/recording/1"')
    assert recorded.stderr == "3 of 4 repos\n"
    (tmp_path / "en.md").write_text(
        "## Models\n\n|  | License |\n|---|---|\n| [A](https://huggingface.co/a/b) | MIT |\n"
    )
    imported = program("import", "en.md", "-o", "-")
    assert "repo: a/b" in imported.stdout
    assert "1 section, 1 entry" in imported.stderr


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = command.replace("jllm-sync", f"{sys.executable} -m jllm_sync")
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command", ["--help", "--version", "check --help", "issues plan --help", "check --hub recorded"]
)
def test_a_full_disk_is_no_bug(catalog: Path, command: str) -> None:
    result = run(f"jllm-sync {command} > /dev/full", catalog.parent)
    assert result.returncode == 2
    assert result.stderr == "jllm-sync: standard output: cannot be written: No space left on device\n"


def test_closed_standard_streams(catalog: Path, tmp_path: Path) -> None:
    result = run("jllm-sync check --hub recorded >&-", tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("jllm-sync: standard output is closed")
    assert run("jllm-sync check --hub recorded -o report.txt >&-", tmp_path).returncode == 1
    silent = run("jllm-sync check nowhere.yaml 2>&-", tmp_path)
    assert (silent.returncode, silent.stdout) == (2, "")
    assert run("jllm-sync check nowhere.yaml 2> /dev/full", tmp_path).returncode == 2


def test_process_substitution(catalog: Path, tmp_path: Path) -> None:
    result = run("jllm-sync check --hub recorded -o >(cat > copy.txt; echo done) | cat", tmp_path)
    assert result.stdout == "done\n"
    assert "errors: 1, warnings: 1" in (tmp_path / "copy.txt").read_text()


@pytest.mark.parametrize(
    "arguments",
    [["check", *RECORDED, "--format", "json", "-o", "report.json"], ["record", *RECORDED, "-o", "report.json"]],
)
def test_on_a_full_disk_the_old_file_stays_and_nothing_lies_about(house: Path, arguments: list[str]) -> None:
    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # a write beyond that fails, as on a disk that is full

    before = sorted(path.name for path in house.iterdir())
    command = [sys.executable, "-B", "-m", "jllm_sync", *arguments]
    ran = subprocess.run(command, cwd=house, preexec_fn=full, capture_output=True, text=True, check=False)
    assert ran.returncode == 2, ran.stderr
    assert "report.json: cannot be written: File too large" in ran.stderr
    assert sorted(path.name for path in house.iterdir()) == before
    assert (house / "report.json").read_text() == "{}"


@pytest.mark.parametrize(
    "content", ["root:x:0:0:root\n", "secret_of_mine: 42\n", "- secret_of_mine\n", "{secret_of_mine"]
)
@pytest.mark.parametrize("command", [["validate"], ["check", *RECORDED], ["schedule", "--cron", "@daily"]])
def test_what_a_link_leads_to_is_not_shown_unless_it_is_a_catalog(
    program: Program, tmp_path: Path, command: list[str], content: str
) -> None:
    (tmp_path / "secrets").write_text(content)
    (tmp_path / "catalog.yaml").symlink_to("secrets")
    ran = program(*command)
    assert ran.returncode == 2
    assert "a link to a file that is no catalog" in ran.stderr
    assert not any(word in ran.stdout + ran.stderr for word in ("secret_of_mine", "root:x"))
    (tmp_path / "secrets").write_text("sections: 3\n")
    assert "sections" in program("validate").stdout


@pytest.mark.parametrize(
    "command",
    [
        "check --hub recorded -o {}",
        "record --hub recorded -o {}",
        "site --hub recorded -o {}",
        "runs --state {}",
        "validate {}",
        "import README.md -o {}",
        "schedule --cron @daily --once --health-file {}",
    ],
)
def test_a_path_that_the_machine_refuses_is_no_bug(catalog: Path, program: Program, command: str) -> None:
    (catalog.parent / "README.md").write_text("# List\n", encoding="utf-8")
    name = "n" * 300 + ".yaml"  # longer than file systems take
    ran = program(*command.format(name).split())
    assert ran.returncode == 2
    assert name in ran.stderr
    assert "too long" in ran.stderr


def test_a_folder_that_is_not_there_is_named(catalog: Path, program: Program) -> None:
    ran = program("check", "--hub", "recorded", "-o", "no/such/report.md")
    assert ran.returncode == 2
    assert ran.stderr.startswith("jllm-sync: no/such/report.md: the folder no/such does not exist; make it first")


def test_every_command_takes_the_language(program: Program) -> None:
    for command in ("record", "import", "init", "explain", "runs"):
        assert "--lang" in program(command, "--help").stdout
