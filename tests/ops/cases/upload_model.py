"""`upload-model`."""

from tests.ops.cases import DATA, Case

FILE = DATA / "model.json"
CASE = Case(
    line=f"upload-model {FILE}",
    says=(
        "s3://pde-production-models-111122223333/models/model.json",
        "sha256   44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "version  ",
        "bytes    2",
    ),
    wrong={
        "upload-model nowhere.json": "No such file",
        f"upload-model {FILE} --bucket model": "write models",
        f"upload-model {FILE} --key ../x\u00e9": "letters, digits",
    },
    changes=("s3:PutObject",),
)
