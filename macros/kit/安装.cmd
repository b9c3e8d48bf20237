@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "PY="
if exist "python\python.exe" set "PY=python\python.exe"
if not defined PY for %%V in (3.13 3.12 3.11) do if not defined PY py -%%V -c "" 2>nul && set "PY=py -%%V"
if not defined PY python -c "import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))" 2>nul && set "PY=python"
if not defined PY (
  echo 没有找到 Python 3.11 到 3.13。请看“使用说明.txt”：把便携 Python 解压到本文件夹的 python 文件夹里，再运行本文件。
  pause
  exit /b 1
)
%PY% install.py %*
pause
