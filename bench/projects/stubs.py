"""Stands in for modules that are not installed, so that the code of flows can be imported."""

import importlib.abc
import importlib.machinery
import sys
import types


class Kind(type):
    """A class of a module that is not installed: whatever is asked of it, there is something."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return made(name)

    def __getitem__(cls, _):
        return cls

    def __or__(cls, other):
        return object

    __ror__ = __or__

    def __iter__(cls):
        return iter(())

    def __enter__(cls):
        return cls

    def __exit__(cls, *_):
        pass

    def __call__(cls, *arguments, **named):
        return passed_through(arguments) or type.__call__(cls)


class Thing(metaclass=Kind):
    def __init__(self, *_, **__):
        pass

    def __init_subclass__(cls, **_):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return made(name)

    def __call__(self, *arguments, **_):
        return passed_through(arguments) or self

    def __getitem__(self, _):
        return self

    def __setitem__(self, *_):
        pass

    def __iter__(self):
        return iter(())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def __bool__(self):
        return True


def passed_through(arguments):
    """A decorator leaves what it decorates."""
    if len(arguments) == 1 and (callable(arguments[0]) or hasattr(arguments[0], "fn")):
        return arguments[0]
    return None


def made(name):
    return Kind(name, (Thing,), {})


class Module(types.ModuleType):
    def __getattr__(self, name):
        if name == "__version__":
            return "0.0.0"
        if name.startswith("__"):
            raise AttributeError(name)
        return made(name)


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last that is asked for a module."""

    def find_spec(self, name, path=None, target=None):
        parent = sys.modules.get(name.rpartition(".")[0])
        if parent is not None and not isinstance(parent, Module) and not name.startswith("prefect_"):
            return None  # What an installed module does not have, it does not have.
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        module = Module(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


finder = Finder()


def install():
    sys.meta_path.append(finder)


def remove():
    sys.meta_path.remove(finder)
    for name in [name for name, module in list(sys.modules.items()) if isinstance(module, Module)]:
        del sys.modules[name]
