"""Steps that return what prefect-aws' own return and store nothing: what `deploy` posts does not depend on the store."""


def push_to_s3(bucket, folder, credentials=None, client_parameters=None, ignore_file=".prefectignore"):
    return {"bucket": bucket, "folder": folder}
