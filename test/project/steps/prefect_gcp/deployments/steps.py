"""Steps that return what prefect-gcp's own return and store nothing: what `deploy` posts does not depend on the store."""


def push_to_gcs(bucket, folder, project=None, credentials=None, ignore_file=".prefectignore"):
    return {"bucket": bucket, "folder": folder}
