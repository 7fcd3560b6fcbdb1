"""The playground's form as a Java program over the official SDK."""

import json
from collections.abc import Mapping

from wanstudio.catalog.models import Model
from wanstudio.console.wishes import Wishes

_CLASSIC = """import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesis;
import com.alibaba.dashscope.aigc.imagesynthesis.ImageSynthesisParam;
import com.alibaba.dashscope.utils.Constants;
import com.alibaba.dashscope.utils.JsonUtils;
import java.util.HashMap;
import java.util.Map;

public class Main {
  public static void main(String[] args) throws Exception {
    Constants.baseHttpApiUrl = %(base)s;
    Map<String, Object> parameters = new HashMap<>();
%(parameters)s    ImageSynthesisParam param = ImageSynthesisParam.builder()
        .apiKey(System.getenv("DASHSCOPE_API_KEY"))
        .model(%(model)s)
        .prompt(%(prompt)s)
        .negativePrompt(%(negative)s)
        .n(%(n)s)
        .size(%(size)s)
        .parameters(parameters)
        .build();
    System.out.println(JsonUtils.toJson(new ImageSynthesis().call(param)));
  }
}
"""
_MESSAGES = """import com.alibaba.dashscope.aigc.imagegeneration.ImageGeneration;
import com.alibaba.dashscope.aigc.imagegeneration.ImageGenerationMessage;
import com.alibaba.dashscope.aigc.imagegeneration.ImageGenerationParam;
import com.alibaba.dashscope.utils.Constants;
import com.alibaba.dashscope.utils.JsonUtils;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

public class Main {
  public static void main(String[] args) throws Exception {
    Constants.baseHttpApiUrl = %(base)s;
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("negative_prompt", %(negative)s);
%(parameters)s    ImageGenerationMessage message = ImageGenerationMessage.builder()
        .role("user")
        .content(Collections.singletonList(Collections.singletonMap("text", %(prompt)s)))
        .build();
    ImageGenerationParam param = ImageGenerationParam.builder()
        .apiKey(System.getenv("DASHSCOPE_API_KEY"))
        .model(%(model)s)
        .messages(Collections.singletonList(message))
        .n(%(n)s)
        .size(%(size)s)
        .parameters(parameters)
        .build();
    System.out.println(JsonUtils.toJson(new ImageGeneration().call(param)));
  }
}
"""


def java(model: Model, wishes: Wishes, parameters: Mapping[str, object], base: str) -> str:
    """A whole class. Letters beyond ASCII are escaped, so that no compiler mistakes the file's encoding."""
    template = _MESSAGES if model.protocol == "messages" else _CLASSIC
    put = "".join(
        f"    parameters.put({_literal(name)}, {_literal(value)});\n"
        for name, value in parameters.items()
        if name not in ("n", "size")
    )
    return template % {
        "base": _literal(base),
        "parameters": put,
        "model": _literal(model.name),
        "prompt": _literal(wishes.prompt),
        "negative": _literal(wishes.negative_prompt),
        "n": _literal(parameters["n"]),
        "size": _literal(parameters["size"]),
    }


def _literal(value: object) -> str:
    """JSON's texts, numbers and truths are Java's too."""
    return json.dumps(value)
