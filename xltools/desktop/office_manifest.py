"""The manifest of the pane for Excel: a file that tells Excel at which address the pane is.

It is the XML of an add-in with a task pane. Excel takes pages over https only, so that the service needs a proxy with
TLS in front of it.
"""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from xml.sax.saxutils import escape

from xltools.services.contract import RequestError
from xltools.services.targets import check_target
from xltools.version import __version__

__all__ = ["office_manifest", "write_manifest"]

_ADDRESS = re.compile(r"https://[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::\d{1,5})?")
_MANIFEST = """\
<?xml version="1.0" encoding="UTF-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xmlns:bt="http://schemas.microsoft.com/office/officeappbasictypes/1.0" xsi:type="TaskPaneApp">
  <Id>{id}</Id>
  <Version>{version}</Version>
  <ProviderName>xltools</ProviderName>
  <DefaultLocale>zh-CN</DefaultLocale>
  <DisplayName DefaultValue="绩效目标"/>
  <Description DefaultValue="检查绩效目标表，给有问题的单元格做标记。没有在 Excel 里运行过。"/>
  <IconUrl DefaultValue="{address}/office/icon-32.png"/>
  <HighResolutionIconUrl DefaultValue="{address}/office/icon-64.png"/>
  <SupportUrl DefaultValue="{address}/"/>
  <Hosts>
    <Host Name="Workbook"/>
  </Hosts>
  <Requirements>
    <Sets DefaultMinVersion="1.9">
      <Set Name="ExcelApi"/>
    </Sets>
    <Methods>
      <Method Name="Document.getFileAsync"/>
    </Methods>
  </Requirements>
  <DefaultSettings>
    <SourceLocation DefaultValue="{address}/office/pane.html"/>
  </DefaultSettings>
  <Permissions>ReadWriteDocument</Permissions>
  <VersionOverrides xmlns="http://schemas.microsoft.com/office/taskpaneappversionoverrides" \
xsi:type="VersionOverridesV1_0">
    <Hosts>
      <Host xsi:type="Workbook">
        <DesktopFormFactor>
          <ExtensionPoint xsi:type="PrimaryCommandSurface">
            <OfficeTab id="TabHome">
              <Group id="Xltools.Group">
                <Label resid="Xltools.Name"/>
                <Icon>
                  <bt:Image size="16" resid="Xltools.Icon16"/>
                  <bt:Image size="32" resid="Xltools.Icon32"/>
                  <bt:Image size="80" resid="Xltools.Icon80"/>
                </Icon>
                <Control xsi:type="Button" id="Xltools.Open">
                  <Label resid="Xltools.Open.Label"/>
                  <Supertip>
                    <Title resid="Xltools.Open.Label"/>
                    <Description resid="Xltools.Open.Tip"/>
                  </Supertip>
                  <Icon>
                    <bt:Image size="16" resid="Xltools.Icon16"/>
                    <bt:Image size="32" resid="Xltools.Icon32"/>
                    <bt:Image size="80" resid="Xltools.Icon80"/>
                  </Icon>
                  <Action xsi:type="ShowTaskpane">
                    <TaskpaneId>Xltools.Pane</TaskpaneId>
                    <SourceLocation resid="Xltools.Pane.Url"/>
                  </Action>
                </Control>
              </Group>
            </OfficeTab>
          </ExtensionPoint>
        </DesktopFormFactor>
      </Host>
    </Hosts>
    <Resources>
      <bt:Images>
        <bt:Image id="Xltools.Icon16" DefaultValue="{address}/office/icon-16.png"/>
        <bt:Image id="Xltools.Icon32" DefaultValue="{address}/office/icon-32.png"/>
        <bt:Image id="Xltools.Icon80" DefaultValue="{address}/office/icon-80.png"/>
      </bt:Images>
      <bt:Urls>
        <bt:Url id="Xltools.Pane.Url" DefaultValue="{address}/office/pane.html"/>
      </bt:Urls>
      <bt:ShortStrings>
        <bt:String id="Xltools.Name" DefaultValue="绩效目标"/>
        <bt:String id="Xltools.Open.Label" DefaultValue="检查"/>
      </bt:ShortStrings>
      <bt:LongStrings>
        <bt:String id="Xltools.Open.Tip" DefaultValue="打开检查绩效目标表的窗格"/>
      </bt:LongStrings>
    </Resources>
  </VersionOverrides>
</OfficeApp>
"""


def office_manifest(address: str) -> str:
    """Return the manifest for the service at ``address``. The same address gives the same identity.

    :raises RequestError: it is not an https address of a server.
    """
    address = address.strip().rstrip("/")
    if address.startswith("http://"):
        raise RequestError(
            f"Excel 只接受 https 的地址。请在服务前面放一个有证书的反向代理，例如 nginx，再用它的地址：{address}",
            "Excel takes https only. Put a proxy with a certificate, such as nginx, in front of the service, name it "
            f"with serve --name, and give its address here instead of {address}.",
        )
    if not _ADDRESS.fullmatch(address):
        raise RequestError(
            f"{address} 不是服务的地址，应像 https://jx.example.gov.cn。",
            f"{address} is not an address like https://jx.example.gov.cn.",
        )
    identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{address.lower()}/office/")
    return _MANIFEST.format(id=identity, version=f"{__version__}.0", address=escape(address))


def write_manifest(address: str, target: Path, *, force: bool) -> Path:
    """Write the manifest for the service at ``address``, perhaps over an earlier one; return where it lies.

    :raises RequestError: it is not an https address, or the file is there and not a manifest or not to be replaced.
    """
    text = office_manifest(address)
    file = check_target(target, force=force, suffix=".xml")
    if target.exists() and b"<OfficeApp" not in target.read_bytes():
        raise RequestError(
            f"{target} 不是窗格的清单，不会被覆盖。请换一个文件名。",
            f"{target} is not a manifest and is never overwritten. Choose another name.",
        )
    return file.save(text.encode())
