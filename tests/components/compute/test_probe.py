"""A probe runs inside the image: with what the image has, against the container itself."""

import pytest

from components.compute.probe import php_http_probe, python_http_probe


@pytest.mark.parametrize(("make", "program"), [(php_http_probe, ["php", "-r"]), (python_http_probe, ["python", "-c"])])
def test_a_probe_asks_its_own_container_without_a_shell(make: object, program: list[str]) -> None:
    assert callable(make)
    probe = make(8080, "/health", timeout_seconds=10, start_seconds=90)
    assert list(probe.command[:2]) == program
    assert "http://127.0.0.1:8080/health" in probe.command[2]
    rendered = probe.render()
    assert rendered["command"][0] == "CMD"
    assert [rendered[key] for key in ("timeout", "startPeriod")] == [10, 90]


def test_php_gives_up_before_ecs_does_and_tells_by_its_exit_code() -> None:
    ask = php_http_probe(8080, "/health", timeout_seconds=5).command[2]
    assert "'timeout' => 4" in ask
    assert ask.startswith("exit(")
    assert "=== false ? 1 : 0" in ask
