import sys

from prefect_aws.deployments.steps import push_to_s3

bucket, folder = sys.argv[1:]
push_to_s3(bucket=bucket, folder=folder)
