# A platform's result in short, from standard input; held against its schema, the argument.
import json, sys

root = json.load(sys.stdin)
try:
    import jsonschema
    jsonschema.validate(root, json.load(open(sys.argv[1])))
except ImportError:
    pass
print("  score", root["score"], "of", sum(test.get("max_score", 0) for test in root["tests"]))
print(" ", root["output"].split("\n")[-1][:220])
for test in root["tests"]:
    print("   ", test["name"] + ":", test.get("status"), test["output"].split("\n")[0][:60])
