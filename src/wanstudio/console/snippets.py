"""The playground's form as a program: curl, Python and Java that ask for exactly the same."""

import json
import shlex
from collections.abc import Mapping

from wanstudio.catalog.models import Model
from wanstudio.console.java_snippet import java
from wanstudio.console.wishes import Wishes, parameters_of

_KEY = "$DASHSCOPE_API_KEY"
_MULTIMODAL = "/services/aigc/multimodal-generation/generation"
_TEXT2IMAGE = "/services/aigc/text2image/image-synthesis"


def snippets(model: Model, wishes: Wishes, base: str) -> dict[str, str]:
    """A program by language; `base` is where this service is reached, without a path."""
    parameters = dict(parameters_of(wishes))
    write = (_curl, _python, java)
    return {
        name: told(model, wishes, parameters, f"{base}/api/v1")
        for name, told in zip(("curl", "Python", "Java"), write, strict=True)
    }


def _curl(model: Model, wishes: Wishes, parameters: Mapping[str, object], base: str) -> str:
    task = "" if model.protocol == "messages" else '  -H "X-DashScope-Async: enable" \\\n'
    path = _MULTIMODAL if model.protocol == "messages" else _TEXT2IMAGE
    body = json.dumps(_body(model, wishes, parameters), ensure_ascii=False, indent=2)
    asked = (
        f"curl {base}{path} \\\n"
        f'  -H "Authorization: Bearer {_KEY}" \\\n'
        f'  -H "Content-Type: application/json" \\\n{task}'
        f"  -d {shlex.quote(body)}"
    )
    if model.protocol == "messages":
        return asked
    return f'{asked}\n\n# then, with the task_id of the answer:\ncurl {base}/tasks/TASK_ID -H "Authorization: Bearer {_KEY}"'


def _body(model: Model, wishes: Wishes, parameters: Mapping[str, object]) -> Mapping[str, object]:
    if model.protocol == "prompt":
        negative = {"negative_prompt": wishes.negative_prompt} if wishes.negative_prompt else {}
        return {
            "model": model.name,
            "input": {"prompt": wishes.prompt, **negative},
            "parameters": dict(parameters),
        }
    said = {"role": "user", "content": [{"text": wishes.prompt}]}
    negative = {"negative_prompt": wishes.negative_prompt} if wishes.negative_prompt else {}
    return {
        "model": model.name,
        "input": {"messages": [said]},
        "parameters": {**negative, **parameters},
    }


def _python(model: Model, wishes: Wishes, parameters: Mapping[str, object], base: str) -> str:
    given = {**({"negative_prompt": wishes.negative_prompt} if wishes.negative_prompt else {}), **parameters}
    arguments = "".join(f"    {name}={value!r},\n" for name, value in given.items())
    head = f'import os\n\nimport dashscope\n\ndashscope.base_http_api_url = "{base}"\n'
    key = '    api_key=os.environ["DASHSCOPE_API_KEY"],\n'
    if model.protocol == "prompt":
        return (
            f"{head}answer = dashscope.ImageSynthesis.call(\n{key}    model={model.name!r},\n"
            f"    prompt={wishes.prompt!r},\n{arguments})\n"
            "for result in answer.output.results:\n    print(result.url)\n"
        )
    return (
        f"{head}answer = dashscope.MultiModalConversation.call(\n{key}    model={model.name!r},\n"
        f'    messages=[{{"role": "user", "content": [{{"text": {wishes.prompt!r}}}]}}],\n{arguments})\n'
        'for choice in answer.output.choices:\n    print(choice.message.content[0]["image"])\n'
    )
