"""Flows of many signatures: the tests compare what is read from here with what Prefect computes."""

import datetime
import datetime as dt
import decimal
import enum
import ipaddress
import pathlib
import re
import typing as t
import uuid
from collections import abc
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Callable, Dict, FrozenSet, Iterable, List, Literal, Mapping, Optional, Sequence, Set, Tuple, Type, Union

import pendulum
import prefect
import prefect.flows
import pydantic
from prefect import flow
from prefect import flow as job
from pydantic import BaseModel, Field, SecretStr

HOUR = 60 * 60
REGIONS = ["eu", "us"]
Numbers = List[int]


class Color(enum.Enum):
    """What to paint with."""

    RED = "red"
    BLUE = "blue"


class Size(enum.IntEnum):
    SMALL = 1
    BIG = 2


class Mode(str, enum.Enum):
    ONLY = "only"


class Mixed(enum.Enum):
    A = "a"
    ONE = 1


class Inner(BaseModel):
    """An inner model."""

    x: int
    is_on_2day: bool = True


class Config(BaseModel):
    """A model.

    Of two lines.
    """

    inner: Inner
    name: str = "n"
    tags: List[str] = Field(default_factory=list, description="Tags of it")
    limit: Optional[int] = Field(None, ge=1)
    color: Color = Color.RED
    maybe: Optional[Inner] = None
    others: List[Inner] = []

    @property
    def size(self) -> int:
        return 1


class Tree(BaseModel):
    children: List["Tree"] = []


@dataclass
class Point:
    x: int
    y: float = 0.5
    names: List[str] = field(default_factory=list)


class Plain:
    pass


@flow
def nothing():
    pass


@flow()
def no_annotations(a, b=1, c="x", d=None, e=1.5, f=True):
    pass


@prefect.flow
def keyword_only(a, *, c: int, d: str = "x"):
    pass


@job
def positional_only(a: int, /, b: float = 1.0):
    pass


@flow
def stars(*args, **kwargs):
    pass


@flow
def typed_stars(*args: int, **kwargs: str):
    pass


@flow
def builtins(a: int, b: float, c: str, d: bool, e: bytes, f: list, g: dict, h: tuple, i: set, j: frozenset, k: object, n: None):
    pass


@flow
def defaults(a: list = [1, "a"], b: dict = {"x": {"y": [1]}}, c: tuple = (1, 2), d: int = -3, e: int = 1_000, f: str = "a" "b", g: list = [], h: dict = {}):
    pass


@flow
def calculated(a: int = 2 * 60, b: int = HOUR, c: list = REGIONS, d: float = 1 / 4, e: str = "a" + "b", f: int = 2**3, g: bool = not True, h: int = 0x10):
    pass


@flow
def texts(a: str = 'it\'s "q"', b: str = r"\d+", c: str = """two
lines""", d: str = "tab\t\u00e9", e: bytes = b"x", f: str = f"plain"):
    pass


@flow
def optionals(a: Optional[int] = None, b: "int | None" = None, c: Union[int, None] = None, d: None | str = None, e: Optional[Any] = None):
    pass


@flow
def unions(a: Union[int, str] = 1, b: int | str | None = None, c: Optional[Union[int, List[str]]] = None, d: Union[int, Optional[str]] = None, e: Union[int, float, bool] = 1):
    pass


@flow
def collections(a: List[int], b: list[str], c: Dict[str, int], d: dict[str, list[int]], e: Set[int], f: FrozenSet[str], g: Sequence[str], h: Mapping[str, float], i: Iterable[int], j: Dict[str, Any], k: t.List[t.Any]):
    pass


@flow
def bare_collections(a: List, b: Dict, c: Tuple, d: Set, e: Sequence, f: Mapping):
    pass


@flow
def tuples(a: Tuple[int, str] = (1, "a"), b: Tuple[int, ...] = (), c: tuple[()] = ()):
    pass


@flow
def nested(a: List[Dict[str, Optional[int]]] = [], b: Dict[str, List[Tuple[int, int]]] = {}):
    pass


@flow
def literals(a: Literal["a", "b"] = "a", b: Literal[1] = 1, c: Literal["a", 1, None] = None, d: Optional[Literal[True]] = None, e: Literal["x"] | None = None):
    pass


@flow
def times(a: datetime.datetime, b: datetime.date, c: dt.time, d: timedelta, e: pendulum.DateTime, f: pendulum.Date, g: pendulum.Duration):
    pass


@flow
def time_defaults(
    a: datetime.date = datetime.date(2024, 1, 31),
    b: datetime.datetime = dt.datetime(2024, 1, 31, 6, 30),
    c: timedelta = timedelta(days=1, hours=2),
    d: timedelta = timedelta(minutes=90),
    e: timedelta = timedelta(0),
    f: datetime.datetime = None,
):
    pass


@flow
def library_types(a: uuid.UUID, b: decimal.Decimal, c: Path = Path("data"), d: pathlib.PurePath = None):
    pass


@flow
def pydantic_types(a: SecretStr, b: pydantic.HttpUrl, c: pydantic.PositiveInt = 1, d: pydantic.NonNegativeFloat = 0, e: pydantic.UUID4 = None, f: pydantic.conint(ge=3) = 3):
    pass


@flow
def enumerations(a: Color, b: Color = Color.RED, c: Size = Size.BIG, d: Mode = Mode.ONLY, e: List[Color] = [Color.RED], f: Optional[Color] = None, g: Mixed = Mixed.ONE):
    pass


@flow
def models(a: Config, b: Inner = None, c: Optional[Inner] = None, d: List[Inner] = [], e: Dict[str, Inner] = {}):
    pass


@flow
def dataclasses(a: Point, b: Union[Inner, Point] = None):
    pass


@flow
def recursive(tree: Tree):
    pass


@flow
def unknown_types(a: Plain, b: List[Plain] = None, c: Optional[Plain] = None, d: Callable = None, e: Callable[[int], str] = None, f: Type[int] = None):
    pass


@flow
def unknown_defaults(a=Plain(), b: int = len("abc") if False else Plain, c=lambda x: x):
    pass


@flow
def bounds(
    a: Annotated[int, Field(ge=1, le=5)] = 2,
    b: Annotated[str, Field(min_length=1, pattern="^a", description="dropped")] = "a",
    c: Annotated[List[int], Field(max_length=3)] = [],
    d: Annotated[Optional[int], Field(gt=0)] = None,
    e: Annotated[int, "a note"] = 1,
    f: List[Annotated[int, Field(lt=9, description="kept")]] = [],
    g: int = Field(default=3, gt=0),
):
    pass


@flow
def aliases(a: Numbers, b: Optional[Numbers] = None):
    pass


@flow
def names_of_pydantic(copy: int, json: str = "x", schema: dict = {}, dict: int = 3):
    pass


@flow
def described(name: str, size: int = 1, plain: str = "", late: str = ""):
    """Does something.

    At length, with `code:` in it.

    Args:
        name: the name
            of two lines
        size (int, optional): how big: in metres

        plain: after a blank line

    Returns:
        name: not a parameter

    Args:
      late: of another section
    """


@flow
def described_otherwise(a: int, b: int):
    """
    One line.

    Parameters:
        a: the first
        b the second, without a colon
    """


@flow
def not_described(a: int):
    """One line.
    Args:
        a: no blank line above
    """


@flow(name="A name of its own", description="Says so.")
def named():
    """Not this."""


@flow(description="")
def empty_description():
    """The docstring."""


@flow(name="hourly-" + "run", retries=2, log_prints=True)
async def asynchronous(a: int = 1) -> int:
    return a


if True:

    @flow
    def in_a_condition(a: int = 1, b: "List[int]" = [1], c: "Color" = Color.BLUE):
        'Single quotes.'


@flow
def _private_name(a: int): pass


@flow
def every_number(
    a: complex,
    b: decimal.Decimal,
    c: pydantic.PositiveInt,
    d: pydantic.NonNegativeInt,
    e: pydantic.NegativeInt,
    f: pydantic.NonPositiveInt,
    g: pydantic.PositiveFloat,
    h: pydantic.NonNegativeFloat,
    i: pydantic.NegativeFloat,
    j: pydantic.NonPositiveFloat,
    k: pydantic.StrictInt,
    l: pydantic.StrictFloat,
    m: pydantic.StrictBool,
):
    pass


@flow
def every_text(
    a: t.Text,
    b: pydantic.StrictStr,
    c: pydantic.SecretBytes,
    d: pydantic.AnyUrl,
    e: pydantic.AnyHttpUrl,
    f: pydantic.FilePath,
    g: pydantic.DirectoryPath,
    h: re.Pattern,
    i: ipaddress.IPv4Address,
    j: ipaddress.IPv6Address,
    k: pathlib.PosixPath,
    l: pydantic.types.SecretStr,
):
    pass


@flow
def every_collection(
    a: t.FrozenSet,
    b: t.MutableSequence,
    c: t.Iterable,
    d: t.Deque,
    e: t.MutableMapping,
    f: t.MutableSequence[int],
    g: t.Deque[int],
    h: t.MutableMapping[str, int],
    i: frozenset[int],
    j: set[int],
    k: abc.Sequence[int],
    l: abc.Mapping[str, int],
    m: t.Dict[str, t.Any],
):
    pass


@flow
def called(
    a: Annotated[float, Field(ge=0.5, le=1.5)] = 1.0,
    b: Annotated[int, Field(multiple_of=5)] = 5,
    c: Annotated[Dict[str, int], Field(min_length=1, max_length=2)] = {"a": 1},
    d: Annotated[List[int], Field(min_length=1)] = [1],
    e: Annotated[str, Field(max_length=3)] = "a",
    f: pydantic.confloat(gt=0, lt=2) = 1.0,
    g: pydantic.constr(min_length=1, max_length=2, pattern="^a") = "a",
    h: Annotated[int, pydantic.Field(gt=0)] = 1,
    i: (int) = 1,
):
    pass


@flow
def constants(
    a: int = +3,
    b: float = -1.5e3,
    c: int = 0o17,
    d: int = 0b11,
    e: int = (4),
    f: int = 5 - 2,
    g: str = "\x41\U0001F600\101\q",
    h: str = f"{{plain}}",
    i: str = "\
continued",
    j: list = list(),
    k: dict = dict(a=1, b="x"),
    l: dict = dict(),
    m: tuple = tuple(),
    n: dict = {1: "a", "b": None},
    o: bool = not False,
    p: str = "\a\b\f\v\0",
    q: dict = {"a": [True, None, (1,)]},
    s: str = Color.RED.value,
):
    pass


@flow
def more_times(
    a: timedelta = timedelta(1, 2),
    b: timedelta = timedelta(weeks=1, milliseconds=1500),
    c: timedelta = timedelta(hours=25, seconds=61),
    d: timedelta = timedelta(microseconds=1),
    e: datetime.datetime = datetime.datetime(2024, 1, 2, 3, 4, 5),
    f: datetime.datetime = datetime.datetime(2024, 1, 2),
    g: datetime.date = datetime.date(5, 1, 2),
    h: Path = pathlib.PurePath("a"),
):
    pass


@flow
def described_at_the_end(a: int, b: int = 1):
    """One line.

    Arguments:
        a: the first
          indented more
            and more
        b:
            below
    Raises:
        c: not a parameter"""


@flow
def described_with_tabs(a: int):
	"""One line.

	Params:
		a: by a tab
	"""


@prefect.flow(name=f"formatted", description="by " "parts")
def named_in_parts(): pass


@prefect.flows.flow
def of_the_module(a: int): pass


class OnOneLine(BaseModel): x: int = 1; y: str = "\\n"


@flow
def on_one_line(a: OnOneLine, b: str = r"\n", c: timedelta = timedelta(1, 2, 3, 4, 5, 6, 7), d: Union[int] = 1, e: Optional[Union[None, int]] = None):
    pass
