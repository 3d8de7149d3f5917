"""Configuration reaches a program as the engine hands it over, and a broken file is named with its line."""

from pathlib import Path

import pytest

from offline.errors import Exit, PreviewError
from offline.project import SECRET_STAND_IN, Project, load
from tests.offline.samples import write_project


def _load(folder: Path, config: str) -> Project:
    return load(write_project(folder, "", config), "dev")


@pytest.mark.parametrize(
    ("written", "handed_over"),
    [
        ("text", "text"),
        ("'17'", "17"),
        ("17", "17"),
        ("true", "true"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2024-05-01", "2024-05-01"),
        ("0.5", "0.5"),
        ("{a: [1, 0.5, true, x], b: {c: '1'}}", '{"a":[1,0.5,true,"x"],"b":{"c":"1"}}'),
        ("[]", "[]"),
    ],
)
def test_values_are_text_and_objects_json(tmp_path: Path, written: str, handed_over: str) -> None:
    assert _load(tmp_path, f"{{'platform:key': {written}}}").config == {"platform:key": handed_over}


def test_a_key_without_namespace_belongs_to_the_project(tmp_path: Path) -> None:
    assert _load(tmp_path, "{key: 1, 'aws:region': x}").config == {"platform:key": "1", "aws:region": "x"}


def test_a_key_may_look_like_a_number(tmp_path: Path) -> None:
    assert _load(tmp_path, "{1: a}").config == {"platform:1": "a"}


def test_values_of_the_project_hold_for_every_stack_unless_it_has_its_own(tmp_path: Path) -> None:
    write_project(tmp_path, "", "{b: stack}")
    (tmp_path / "Pulumi.yaml").write_text(
        "name: platform\nruntime: python\nconfig: {a: project, b: {type: string, default: project}, c: {type: string}}\n",
        encoding="utf-8",
    )
    assert load(tmp_path, "dev").config == {"platform:a": "project", "platform:b": "stack"}


def test_an_encrypted_value_is_a_stand_in_and_stays_secret(tmp_path: Path) -> None:
    project = _load(tmp_path, "{a: {secure: v1:x}, b: {c: {secure: v1:y}, d: 1}, e: 1}")
    assert project.config["platform:a"] == SECRET_STAND_IN
    assert SECRET_STAND_IN in project.config["platform:b"]
    assert project.secret_keys == ("platform:a", "platform:b")


def test_an_unknown_stack_is_told_which_there_are_in_one_line(tmp_path: Path) -> None:
    write_project(tmp_path, "", stack="production")
    write_project(tmp_path, "", stack="dev")
    with pytest.raises(PreviewError) as caught:
        load(tmp_path, "prod")
    assert str(caught.value) == "there is no stack 'prod': Pulumi.prod.yaml does not exist; stacks of this project: dev, production"
    assert caught.value.status is Exit.INPUT
    with pytest.raises(PreviewError, match=r"'Pulumi\.dev\.yaml' is a stack's file: name the stack, dev"):
        load(tmp_path, "Pulumi.dev.yaml")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("config:\n  a: 1\n b: 2\n", "line 3, column 2"),
        ("config:\n  a: [1\n", "line 3, column 1"),
        ("config:\n  a: 1\n  a: 2\n", "line 3, column 3: key 'a' appears twice"),
        ("config:\n  a: 1\nconfig:\n  b: 2\n", "line 3, column 1: key 'config' appears twice"),
        ("- a\n", "line 1, column 1: expected keys and values, found a list"),
        ("config: [a]\n", "`config` must be a mapping"),
        ("config: {a: !!python/object:os.system x}\n", "line 1, column 13"),
        ("config: {? [a] : 1}\n", "line 1, column 12: a key must be text"),
        ("a: 1\n\x00", "line 2: the character U+0000"),
    ],
)
def test_a_broken_stack_file_is_named_with_its_line(tmp_path: Path, content: str, problem: str) -> None:
    write_project(tmp_path, "")
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PreviewError) as caught:
        load(tmp_path, "dev")
    assert str(caught.value).startswith(str(file))
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_project_says_how_to_name_one(tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match=r"no Pulumi.yaml in it; name the project's folder with -C"):
        load(tmp_path, "dev")


def test_a_project_needs_a_name(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n", encoding="utf-8")
    with pytest.raises(PreviewError, match=r"`name` is missing"):
        load(tmp_path, "dev")


@pytest.mark.parametrize("content", ["", "# nothing yet\n", "encryptionsalt: v1:x\n", "config:\n"])
def test_a_stack_file_without_configuration_says_where_to_take_it_from(tmp_path: Path, content: str) -> None:
    write_project(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PreviewError, match=r"no configuration; .*copy those of the nearest stack, or write `config: {}`"):
        load(tmp_path, "dev")


def test_a_stack_may_have_no_more_configuration_than_its_project(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    (tmp_path / "Pulumi.dev.yaml").write_text("encryptionsalt: v1:x\n", encoding="utf-8")
    (tmp_path / "Pulumi.yaml").write_text("name: platform\nconfig: {a: b}\n", encoding="utf-8")
    assert load(tmp_path, "dev").config == {"platform:a": "b"}


def test_a_misspelt_key_at_the_top_of_a_stack_file_is_told_with_its_line(tmp_path: Path) -> None:
    write_project(tmp_path, "")
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("# settings\nconfg:\n  a: 1\n", encoding="utf-8")
    with pytest.raises(PreviewError, match=r"line 2: 'confg' at the top, which nothing reads; .*fix: write config$"):
        load(tmp_path, "dev")
    file.write_text("config: {}\naws:region: us-east-1\n", encoding="utf-8")
    with pytest.raises(PreviewError, match=r"line 2: 'aws:region' at the top, .*fix: indent it below `config:`, or remove it$"):
        load(tmp_path, "dev")


@pytest.mark.parametrize(
    ("stack", "problem"),
    [
        ("acme/dev", r"the stack dev of the organization acme; allowed: the stack alone: dev; fix: write dev$"),
        ("acme/platform/dev", r"the stack dev of the organization acme; allowed: the stack alone: dev; fix: write dev$"),
        ("acme/other/dev", r"a stack of the project other; allowed: dev; fix: this is platform$"),
        ("", "names no stack"),
        ("../dev", "names no stack"),
        ("a/b/c/d", "names no stack"),
        ("de\0v", "names no stack"),
        ("dev\n", "names no stack"),
        ("d\u00e9v", "names no stack"),
        ("d" * 5_000, "names no stack"),
    ],
)
def test_what_names_no_stack_is_told(tmp_path: Path, stack: str, problem: str) -> None:
    write_project(tmp_path, "")
    with pytest.raises(PreviewError, match=problem) as caught:
        load(tmp_path, stack)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("name: [a]\n", "line 1: `name` is a list that names no project"),
        ("name: a b\n", "`name` is a text that names no project"),
        ('name: "a\\0"\n', "`name` is a text that names no project"),
        ("name: a\nconfig: [a]\n", "line 2: `config` is a list"),
        ("name: a\nmain: [a]\n", "line 2: `main` is a list"),
        ("name: a\nmain: gone\n", "line 2: no program in 'gone'"),
        ('name: a\nmain: "a\\0"\n', "line 2: no program in"),
        (f"name: a\nmain: {'a' * 300}\n", "line 2: no program in"),
        ("name: a\nmain: loop\n", "line 2: no program in 'loop'"),
        ("name: !!int x\n", "line 1, column 7"),
    ],
)
def test_a_project_that_cannot_be_run_is_told(tmp_path: Path, content: str, problem: str) -> None:
    write_project(tmp_path, "")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "Pulumi.yaml").write_text(content, encoding="utf-8")
    with pytest.raises(PreviewError) as caught:
        load(tmp_path, "dev")
    assert problem in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "Pulumi.yaml"))


def test_configuration_that_no_pack_can_be_given_is_told_before_one_starts(tmp_path: Path) -> None:
    with pytest.raises(PreviewError, match="more configuration than a policy pack can be given"):
        _load(tmp_path, f"{{a: {'x' * 140_000}}}")


def test_a_file_that_cannot_be_looked_at_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(tmp_path, "")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refused)
    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(PreviewError, match=r"Pulumi.yaml: cannot be read: Permission denied"):
        load(tmp_path, "dev")


def test_what_opens_an_account_is_secret_however_it_is_written(tmp_path: Path) -> None:
    write_project(tmp_path, "", "{'aws:secretKey': hunter2, 'aws:region': x, b: y, c: {secure: v1:x}}")
    (tmp_path / "Pulumi.yaml").write_text("name: platform\nconfig: {b: {secret: true, default: z}}\n", encoding="utf-8")
    project = load(tmp_path, "dev")
    assert project.secret_keys == ("platform:c",)
    assert set(project.hidden_keys) == {"aws:secretKey", "platform:b", "platform:c"}
    assert project.config["aws:secretKey"] == "hunter2"
    assert project.public_config["aws:secretKey"] == SECRET_STAND_IN
    assert project.public_config["aws:region"] == "x"
