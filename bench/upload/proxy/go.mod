module pulumi-syntask/upload-proxy

go 1.25.0
