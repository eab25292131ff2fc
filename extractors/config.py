"""Strict YAML: one loader for every vocabulary, family and catalogue file.

YAML 1.1 turns a bare ``no`` into False, ``05`` into 5 and ``2026-01-01`` into a
date; PyYAML takes the last of two equal keys.  A budget code lost that way is a
silent error, so this loader refuses all of them and names file and line.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from extractors.errors import ConfigError

Model = TypeVar("Model", bound=BaseModel)

_TRAPS = (
    (re.compile(r"(?i:y|yes|n|no|on|off)"), "a word that YAML 1.1 reads as true or false"),
    (re.compile(r"0\d[\d_]*"), "a number with a leading zero"),
    (re.compile(r"\d[\d_]*_[\d_]*"), "a number with an underscore"),
    (re.compile(r"\d+(?::[0-5]?\d)+"), "a number that YAML 1.1 reads in base 60"),
    (re.compile(r"\d{4}-\d\d?-\d\d?.*"), "a date"),
    (re.compile(r"0[xob][0-9a-fA-F_]+"), "a number that is not decimal"),
)


class StrictModel(BaseModel):
    """Base of every configuration schema: unknown keys and loose types are errors."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


#: libyaml reads the vocabularies and the catalogue in an eighth of the time; both give the same.
_Base = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Loader(_Base):  # type: ignore[misc, valid-type]
    """SafeLoader that refuses duplicate keys, unquoted codes and YAML 1.1 traps."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _error(key_node, "a key must be a plain word")
            if key_node.tag == "tag:yaml.org,2002:merge":
                raise _error(key_node, "merge keys are not allowed")
            if key_node.tag != "tag:yaml.org,2002:str":
                raise _error(key_node, f"key {key_node.value} must be quoted")
            if key_node.value in seen:
                raise _error(key_node, f"key {key_node.value} stands twice")
            seen.add(key_node.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return mapping

    def construct_scalar(self, node: Any) -> Any:
        if isinstance(node, yaml.ScalarNode) and not node.style:
            for pattern, what in _TRAPS:
                if pattern.fullmatch(node.value):
                    raise _error(node, f"{node.value} is {what}: put it in quotes")
        return super().construct_scalar(node)


def _error(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def load_yaml(path: Path) -> Any:
    """Plain data of one YAML file.

    Raises ConfigError (file, line, what is wrong) for a file that cannot be
    read, is not YAML, repeats a key or holds an unquoted code.
    """
    return _load(path)[0]


def load_model(path: Path, model: type[Model]) -> Model:
    """One YAML file as a pydantic model; ConfigError names the file, line and key."""
    data, root = _load(path)
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = first["loc"]
        key = ".".join(str(part) for part in where) or "(root)"
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        line = _line_of(root, where)
        raise ConfigError(f"{path}:{line}: {key}: {first['msg']}{more}") from error


def _load(path: Path) -> tuple[Any, yaml.Node | None]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}:1: cannot be read: {error}") from error
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        data = loader.construct_document(root) if root is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(f"{path}:{line}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}:1: {error}") from error
    finally:
        loader.dispose()
    return data, root


def _line_of(node: yaml.Node | None, where: tuple[int | str, ...]) -> int:
    """Line (1-based) of the deepest node on the way to ``where``."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in where:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key_node, value_node in node.value:
                if key_node.value == str(part):
                    child, line = value_node, key_node.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and part in range(len(node.value)):
            child = node.value[int(part)]
            line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line
