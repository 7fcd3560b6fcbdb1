"""Prompts that moderation refuses, by each way to call: the code and status an application handles."""

import dashscope
from dashscope import ImageSynthesis, MultiModalConversation
from dashscope.common.error import InvalidTask

NAME = "Mickey Mouse riding a bicycle"
PROMPT = "a nude woman"


def code_of(answer):
    return answer.status_code, answer.code


for prompt, code in ((PROMPT, "DataInspectionFailed"), (NAME, "IPInfringementSuspect")):
    refused = ImageSynthesis.async_call(model="wan2.2-t2i-flash", prompt=prompt)
    assert code_of(refused) == (400, code), refused
    assert refused.message, refused
    assert refused.request_id, refused
    assert code_of(ImageSynthesis.sync_call(model="wan2.2-t2i-flash", prompt=prompt)) == (400, code)
    try:
        answer = ImageSynthesis.call(model="wan2.5-t2i-preview", prompt=prompt)
    except InvalidTask as error:
        assert code in str(error), error
    else:
        assert code_of(answer) == (400, code), answer
    messages = [{"role": "user", "content": [{"text": prompt}]}]
    assert code_of(MultiModalConversation.call(model="wan2.6-t2i", messages=messages)) == (400, code)

harmless = ImageSynthesis.async_call(model="wan2.2-t2i-flash", prompt="shoot a portrait in Essex", n=1)
assert harmless.status_code == 200, harmless
print("done", dashscope.version.__version__)
