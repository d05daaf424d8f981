"""In which section a maintainer would look for a new model, in lists of several languages and of a company."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jllm_sync.catalog.model import Catalog
from jllm_sync.catalog.yaml.reader import parse_catalog
from jllm_sync.discovery.candidate import Candidate
from jllm_sync.discovery.catalog_index import CatalogIndex
from jllm_sync.discovery.names import entry_id
from tests.discovery.made import repo

KOREAN = {
    "scratch": ("처음부터 학습한 모델", ["EleutherAI/polyglot-ko-12.8b", "LGAI-EXAONE/EXAONE-3.0-7.8B-Instruct"]),
    "cpt": ("추가 사전학습 모델", ["beomi/Llama-3-Open-Ko-8B", "yanolja/EEVE-Korean-10.8B-v1.0"]),
    "sft": ("파인튜닝 모델", ["MLP-KTLim/llama-3-Korean-Bllossom-8B", "beomi/KoAlpaca-Polyglot-12.8B"]),
    "emb": ("임베딩 모델", ["nlpai-lab/KoE5", "BM-K/KoSimCSE-roberta"]),
    "rerank": ("리랭커", ["Dongjin-kr/ko-reranker"]),
    "vl": ("비전-언어 모델", ["NCSOFT/VARCO-VISION-14B"]),
    "asr": ("음성 인식", ["ghost613/whisper-large-v3-turbo-korean"]),
    "tts": ("기타 음성 모델", ["facebook/mms-tts-kor"]),
}
GERMAN = {
    "grund": ("Von Grund auf trainiert", ["LSX-UniWue/LLaMmlein_1B"]),
    "weiter": ("Weitertrainiert", ["LeoLM/leo-hessianai-7b", "LeoLM/leo-mistral-hessianai-7b"]),
    "fein": ("Feinabgestimmt", ["VAGOsolutions/SauerkrautLM-7b-v1", "DiscoResearch/DiscoLM_German_7b_v1"]),
    "merge": ("Zusammengeführte Modelle", ["VAGOsolutions/SauerkrautLM-Mixtral-8x7B"]),
    "encoder": ("Encoder", ["deepset/gbert-large", "LSX-UniWue/ModernGBERT_1B"]),
    "embed": ("Einbettungen", ["deutsche-telekom/gbert-large-paraphrase-cosine", "aari1995/German_Semantic_V3"]),
    "sprache": ("Spracherkennung", ["primeline/whisper-large-v3-german"]),
}
CHINESE = {
    "scratch": ("从零训练", ["baichuan-inc/Baichuan2-7B-Base", "internlm/internlm2-7b"]),
    "cpt": ("继续预训练", ["hfl/chinese-llama-2-7b", "hfl/llama-3-chinese-8b"]),
    "sft": ("微调模型", ["shenzhi-wang/Llama3-8B-Chinese-Chat", "FlagAlpha/Llama2-Chinese-7b-Chat"]),
    "embed": ("向量模型", ["BAAI/bge-large-zh-v1.5", "thenlper/gte-large-zh"]),
    "rerank": ("重排模型", ["BAAI/bge-reranker-large"]),
    "vl": ("视觉语言模型", ["THUDM/cogvlm2-llama3-chinese-chat-19B"]),
    "asr": ("语音识别", ["BELLE-2/Belle-whisper-large-v3-zh"]),
    "tts": ("语音合成", ["FunAudioLLM/CosyVoice2-0.5B"]),
    "t2i": ("文生图", ["Tencent-Hunyuan/HunyuanDiT"]),
    "med": ("医疗模型", ["FreedomIntelligence/HuatuoGPT-7B"]),
}
COMPANY = {
    "chat": ("Approved for chat", ["Qwen/Qwen2.5-7B-Instruct", "mistralai/Mistral-7B-Instruct-v0.3"]),
    "embedding": ("Embedding models", ["intfloat/multilingual-e5-large", "BAAI/bge-m3"]),
    "rerank": ("Rerankers", ["BAAI/bge-reranker-v2-m3"]),
    "speech": ("Speech recognition", ["openai/whisper-large-v3"]),
    "voice": ("Text to speech", ["hexgrad/Kokoro-82M"]),
    "vision": ("Vision", ["Qwen/Qwen2.5-VL-7B-Instruct"]),
    "code": ("Code models", ["Qwen/Qwen2.5-Coder-7B-Instruct", "bigcode/starcoder2-7b"]),
    "images": ("Image generation", ["black-forest-labs/FLUX.1-schnell"]),
}
TEXT, SEES, HEARS, SPEAKS = "text-generation", "image-text-to-text", "automatic-speech-recognition", "text-to-speech"
ALIKE, FEATURES, RANKS, FILLS, PAINTS = (
    "sentence-similarity",
    "feature-extraction",
    "text-ranking",
    "fill-mask",
    "text-to-image",
)
MODELS = [
    (KOREAN, "skt/A.X-4.0", TEXT, "Qwen/Qwen2.5-72B", "cpt"),
    (KOREAN, "skt/A.X-3.1-Light", TEXT, None, "scratch"),
    (KOREAN, "kakaocorp/kanana-1.5-8b-base", TEXT, None, "scratch"),
    (KOREAN, "kakaocorp/kanana-1.5-v-3b-instruct", SEES, None, "vl"),
    (KOREAN, "LGAI-EXAONE/EXAONE-4.0-32B", TEXT, None, "scratch"),
    (KOREAN, "beomi/gemma-ko-7b", TEXT, "google/gemma-7b", "cpt"),
    (KOREAN, "dnotitia/Llama-DNA-1.0-8B-Instruct", TEXT, "meta-llama/Llama-3.1-8B-Instruct", "sft"),
    (KOREAN, "yanolja/YanoljaNEXT-EEVE-Instruct-10.8B", TEXT, "yanolja/EEVE-Korean-10.8B-v1.0", "cpt"),
    (KOREAN, "NCSOFT/VARCO-VISION-2.0-14B", SEES, "Qwen/Qwen3-14B", "vl"),
    (KOREAN, "nlpai-lab/KURE-v1", ALIKE, "BAAI/bge-m3", "emb"),
    (KOREAN, "telepix/PIXIE-Rune-Preview", ALIKE, None, "emb"),
    (KOREAN, "upskyy/ko-reranker-8k", RANKS, "BAAI/bge-reranker-v2-m3", "rerank"),
    (KOREAN, "o0dimplz0o/Whisper-Large-v3-turbo-STT-Zeroth-KO-v2", HEARS, "openai/whisper-large-v3-turbo", "asr"),
    (KOREAN, "neurlang/piper-onnx-kss-korean", SPEAKS, None, "tts"),
    (KOREAN, "trillionlabs/Trillion-7B-preview", TEXT, None, "scratch"),
    (GERMAN, "LSX-UniWue/LLaMmlein_7B", TEXT, None, "grund"),
    (GERMAN, "DiscoResearch/Llama3-German-8B", TEXT, "meta-llama/Meta-Llama-3-8B", "weiter"),
    (GERMAN, "VAGOsolutions/Llama-3.1-SauerkrautLM-8b-Instruct", TEXT, "meta-llama/Llama-3.1-8B-Instruct", "fein"),
    (GERMAN, "DiscoResearch/DiscoLM-mixtral-8x7b-v2", TEXT, "mistralai/Mixtral-8x7B-Instruct-v0.1", "fein"),
    (GERMAN, "jphme/em_german_leo_mistral", TEXT, "LeoLM/leo-mistral-hessianai-7b", "weiter"),
    (GERMAN, "LSX-UniWue/ModernGBERT_134M", FILLS, None, "encoder"),
    (GERMAN, "deepset/gelectra-large", FILLS, None, "encoder"),
    (GERMAN, "jinaai/jina-embeddings-v2-base-de", ALIKE, None, "embed"),
    (GERMAN, "mixedbread-ai/deepset-mxbai-embed-de-large-v1", FEATURES, "intfloat/multilingual-e5-large", "embed"),
    (GERMAN, "primeline/whisper-large-v3-turbo-german", HEARS, "openai/whisper-large-v3-turbo", "sprache"),
    (CHINESE, "internlm/internlm3-8b-instruct", TEXT, None, "scratch"),
    (CHINESE, "hfl/llama-3-chinese-8b-instruct-v3", TEXT, "hfl/llama-3-chinese-8b-instruct", "cpt"),
    (CHINESE, "shenzhi-wang/Gemma-2-9B-Chinese-Chat", TEXT, "google/gemma-2-9b-it", "sft"),
    (CHINESE, "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B-zh", TEXT, "Qwen/Qwen2.5-Math-7B-Instruct", "sft"),
    (CHINESE, "Qwen/Qwen3-Embedding-8B", FEATURES, "Qwen/Qwen3-8B-Base", "embed"),
    (CHINESE, "Qwen/Qwen3-Reranker-4B", RANKS, "Qwen/Qwen3-4B-Base", "rerank"),
    (CHINESE, "Alibaba-NLP/gte-Qwen2-7B-instruct", ALIKE, None, "embed"),
    (CHINESE, "BELLE-2/Belle-whisper-large-v3-turbo-zh", HEARS, None, "asr"),
    (CHINESE, "FunAudioLLM/SenseVoiceSmall", HEARS, None, "asr"),
    (CHINESE, "IndexTeam/IndexTTS-2", SPEAKS, None, "tts"),
    (CHINESE, "Kwai-Kolors/Kolors", PAINTS, None, "t2i"),
    (CHINESE, "THUDM/glm-4v-9b", SEES, None, "vl"),
    (CHINESE, "FreedomIntelligence/HuatuoGPT-o1-7B-med", TEXT, "Qwen/Qwen2.5-7B-Instruct", "med"),
    (COMPANY, "Qwen/Qwen3-Embedding-0.6B", FEATURES, "Qwen/Qwen3-0.6B-Base", "embedding"),
    (COMPANY, "Qwen/Qwen3-Coder-30B-A3B-Instruct", TEXT, None, "code"),
    (COMPANY, "Qwen/Qwen3-8B", TEXT, "Qwen/Qwen3-8B-Base", "chat"),
    (COMPANY, "Qwen/Qwen3-VL-8B-Instruct", SEES, None, "vision"),
    (COMPANY, "mistralai/Voxtral-Mini-3B-2507", HEARS, None, "speech"),
    (COMPANY, "mistralai/Codestral-22B-v0.1", TEXT, None, "code"),
    (COMPANY, "mistralai/Mistral-Small-3.2-24B-Instruct-2506", SEES, None, "chat"),
    (COMPANY, "openai/whisper-large-v3-turbo", HEARS, "openai/whisper-large-v3", "speech"),
    (COMPANY, "black-forest-labs/FLUX.1-Kontext-dev", "image-to-image", None, "images"),
    (COMPANY, "BAAI/bge-reranker-v2-gemma", RANKS, None, "rerank"),
    (COMPANY, "Qwen/Qwen3-Omni-30B-A3B-Instruct", "any-to-any", None, "vision"),
    (
        COMPANY,
        "mistralai/Voxtral-Small-24B-2507",
        "audio-text-to-text",
        "mistralai/Mistral-Small-24B-Base-2501",
        "voice",
    ),
    (COMPANY, "stabilityai/stable-audio-open-1.0", "text-to-audio", None, "voice"),
    (COMPANY, "google/siglip2-base-patch16-224", "image-feature-extraction", None, "vision"),
    (COMPANY, "vidore/colqwen2.5-v0.2", "visual-document-retrieval", "Qwen/Qwen2.5-VL-3B-Instruct", "embedding"),
    (CHINESE, "MiniMaxAI/MiniMax-M2", TEXT, None, "scratch"),
    (CHINESE, "zai-org/GLM-4.6V", SEES, None, "vl"),
    (CHINESE, "openbmb/MiniCPM-o-2_6", "any-to-any", None, "vl"),
    (KOREAN, "kakaocorp/kanana-2-30b-a3b-thinking", TEXT, "kakaocorp/kanana-2-30b-a3b-base", "scratch"),
    (KOREAN, "naver-hyperclovax/HyperCLOVAX-SEED-Vision-Instruct-3B", SEES, None, "vl"),
    (GERMAN, "VAGOsolutions/SauerkrautLM-v2-14b-SFT", TEXT, "Qwen/Qwen2.5-14B", "fein"),
    (GERMAN, "VAGOsolutions/SauerkrautLM-ColBERT-de", ALIKE, None, "embed"),
]


def catalog(sections: dict[str, tuple[str, list[str]]]) -> Catalog:
    """A list with these sections, the titles in its own language, one entry a repo."""
    listed = [
        {
            "id": id_,
            "title": title,
            "entries": [{"id": entry_id(name, set()), "variants": [{"repo": name}]} for name in repos],
        }
        for id_, (title, repos) in sections.items()
    ]
    return parse_catalog(json.dumps({"title": "Models", "sections": listed}).encode(), "catalog.yaml")


@pytest.mark.parametrize(("sections", "name", "works", "base", "section"), MODELS, ids=[m[1] for m in MODELS])
def test_section(
    sections: dict[str, tuple[str, list[str]]], name: str, works: str, base: str | None, section: str
) -> None:
    card: dict[str, Any] = {"pipeline_tag": works, **({"base_model": base} if base else {})}
    assert CatalogIndex(catalog(sections), ()).place(Candidate(repo(name, **card))).section == section


@pytest.mark.parametrize("turned", [False, True])
def test_of_a_new_brand_one_speaks_for_the_others(turned: bool) -> None:
    family = [
        repo("beomi/Danpung-8B-cpt", pipeline_tag=TEXT, base_model="google/gemma-2-9b"),
        repo("beomi/Danpung-8B", pipeline_tag=TEXT),
        repo("beomi/Danpung-VL-8B", pipeline_tag=SEES),
    ]
    index = CatalogIndex(catalog(KOREAN), ())
    new = [Candidate(one) for one in (reversed(family) if turned else family)]
    index.new.update({one.repo.lower(): one for one in new})
    assert {one.repo.partition("/")[2]: index.place(one).section for one in new} == {
        "Danpung-8B-cpt": "cpt",
        "Danpung-8B": "cpt",
        "Danpung-VL-8B": "vl",
    }
