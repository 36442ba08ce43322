"""States and provinces by name, where the gazetteer knows only their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.values.text import Text

CHINA: Final[Mapping[str, Text]] = {
    "01": Text("Anhui", "安徽"),
    "02": Text("Zhejiang", "浙江"),
    "03": Text("Jiangxi", "江西"),
    "04": Text("Jiangsu", "江苏"),
    "05": Text("Jilin", "吉林"),
    "06": Text("Qinghai", "青海"),
    "07": Text("Fujian", "福建"),
    "08": Text("Heilongjiang", "黑龙江"),
    "09": Text("Henan", "河南"),
    "10": Text("Hebei", "河北"),
    "11": Text("Hunan", "湖南"),
    "12": Text("Hubei", "湖北"),
    "13": Text("Xinjiang", "新疆"),
    "14": Text("Xizang", "西藏"),
    "15": Text("Gansu", "甘肃"),
    "16": Text("Guangxi", "广西"),
    "18": Text("Guizhou", "贵州"),
    "19": Text("Liaoning", "辽宁"),
    "20": Text("Inner Mongolia", "内蒙古"),
    "21": Text("Ningxia", "宁夏"),
    "22": Text("Beijing", "北京"),
    "23": Text("Shanghai", "上海"),
    "24": Text("Shanxi", "山西"),
    "25": Text("Shandong", "山东"),
    "26": Text("Shaanxi", "陕西"),
    "28": Text("Tianjin", "天津"),
    "29": Text("Yunnan", "云南"),
    "30": Text("Guangdong", "广东"),
    "31": Text("Hainan", "海南"),
    "32": Text("Sichuan", "四川"),
    "33": Text("Chongqing", "重庆"),
}
"""Source: GeoNames first-order administrative divisions of China (FIPS 10-4 codes)."""
