try:
    from syntask import flow
except ModuleNotFoundError:
    from prefect import flow


@flow
def report(day: int = 1):
    print(f"report of day {day}")


@flow
def cleanup():
    print("clean")
