// Where the service is. Empty: it is the server that this file comes from. `xltools wps install` writes an address here.
window.XLTOOLS_SERVICE = "";
