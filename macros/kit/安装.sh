#!/bin/sh
# 用找到的 Python 3.11 到 3.13 安装；找不到时说明怎么办。
cd "$(dirname "$0")" || exit 1
for python in ./python/bin/python3 python3.13 python3.12 python3.11 python3 python; do
  if "$python" -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null; then
    exec "$python" install.py "$@"
  fi
done
echo "没有找到 Python 3.11 到 3.13。请看“使用说明.txt”：把便携 Python 解压到本文件夹的 python 文件夹里，再运行本文件。"
exit 1
