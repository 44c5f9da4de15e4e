"""Runs one request through the generated driver: drive.py PACKAGES DESIGN REQUEST.json ANSWER.json"""

import importlib
import json
import sys

import numpy as np

packages, name, request_path, answer_path = sys.argv[1:]
sys.path.insert(0, packages)
driver = importlib.import_module(name)
with open(request_path, encoding="utf-8") as file:
    request = json.load(file)
answer = {}
try:
    with driver.Accelerator(transport=driver.SimulationTransport()) as accelerator:
        x = np.array(request["data"], dtype=request["dtype"]).reshape(request["shape"])
        y = getattr(accelerator, request["method"])(x)
        answer = {"shape": list(y.shape), "data": y.astype(float).ravel().tolist()}
        if request.get("thenClosed"):
            accelerator.close()
            accelerator.predict(x)
except driver.AcceleratorError as error:
    answer = {"error": type(error).__name__, "message": str(error)}
with open(answer_path, "w", encoding="utf-8") as file:
    json.dump(answer, file)
