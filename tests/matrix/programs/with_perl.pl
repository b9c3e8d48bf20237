use strict;
use warnings;
use utf8;
my ($source, $target) = @ARGV;
my $class = $target =~ /\.xlsx$/ ? "Excel::Writer::XLSX" : "Spreadsheet::WriteExcel";
eval "require $class" or die $@;
my $book = $class->new($target);
my $sheet = $book->add_worksheet("Sheet1");
open(my $lines, "<:encoding(UTF-8)", $source) or die $!;
while (my $line = <$lines>) {
    chomp $line;
    my ($row, $column, $kind, $format, $value, $formula) = split /\t/, $line, -1;
    my $style = $book->add_format(num_format => $format || "General");
    my @place = ($row - 1, $column - 1);
    $value =~ s/\\n/\n/g;
    if ($kind eq "text") { $sheet->write_string(@place, $value, $style) }
    elsif ($kind eq "result") { $sheet->write_formula(@place, "=$formula", $style, $value) }
    elsif ($formula) { $sheet->write_formula(@place, "=$formula", $style) }
    else { $sheet->write_number(@place, $value, $style) }
}
$book->close();
