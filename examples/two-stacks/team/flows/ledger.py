from prefect import flow


@flow(log_prints=True)
def ledger(days: int = 1):
    print(f"The ledger of the last {days} days is closed")
