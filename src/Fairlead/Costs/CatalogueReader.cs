using System.Globalization;

namespace Fairlead.Costs;

/// <summary>Reads the catalogue's own file: a line a model, fields between commas, see <c>docs/reference/models.md</c>.</summary>
internal static class CatalogueReader
{
    private const string Resource = "Fairlead.Costs.models.csv";
    private const int Fields = 9;

    /// <summary>Reads the file Fairlead comes with.</summary>
    public static ModelCatalogue ReadBuiltIn()
    {
        using var stream = typeof(CatalogueReader).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream);
        return new ModelCatalogue(Read(reader.ReadToEnd()), beneath: null);
    }

    /// <summary>Reads rows. The first line names the fields; empty lines and lines that begin with <c>#</c> say nothing.</summary>
    /// <exception cref="FormatException">A row is not of the form: a slip in the file Fairlead comes with, not in anything a user wrote.</exception>
    public static List<ModelFacts> Read(ReadOnlySpan<char> text)
    {
        var rows = new List<ModelFacts>();
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            if (++number > 1 && line.Length > 0 && line[0] != '#')
            {
                rows.Add(Row(line, number));
            }
        }

        return rows;
    }

    private static ModelFacts Row(ReadOnlySpan<char> line, int number)
    {
        Span<Range> fields = stackalloc Range[Fields + 1];
        if (line.Split(fields, ',') != Fields)
        {
            throw Fault(number, $"expected {Fields} fields");
        }

        var (can, cannot) = Capabilities(line[fields[6]], number);
        return new ModelFacts
        {
            Provider = string.Intern(line[fields[0]].ToString()),
            Model = line[fields[1]].ToString(),
            Mode = string.Intern(line[fields[2]].ToString()),
            MaxInputTokens = Count(line[fields[3]], number),
            MaxOutputTokens = Count(line[fields[4]], number),
            Price = Price(line[fields[5]], number),
            Capabilities = can,
            Lacks = cannot,
            Source = string.Intern(line[fields[7]].ToString()),
            ReadOn = DateOnly.TryParseExact(line[fields[8]], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date
                : throw Fault(number, "expected a date"),
        };
    }

    private static int? Count(ReadOnlySpan<char> field, int number) =>
        field.IsEmpty ? null : int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : throw Fault(number, "expected a number of tokens");

    private static (ModelCapabilities Can, ModelCapabilities Cannot) Capabilities(ReadOnlySpan<char> field, int number)
    {
        var can = ModelCapabilities.None;
        var cannot = ModelCapabilities.None;
        foreach (var range in field.Split(' '))
        {
            var word = field[range];
            if (word.IsEmpty)
            {
                continue;
            }

            var negative = word[0] == '-';
            var flag = CapabilityNames.OfWord(negative ? word[1..] : word);
            if (flag == ModelCapabilities.None)
            {
                throw Fault(number, $"unknown capability '{word}'");
            }

            can |= negative ? 0 : flag;
            cannot |= negative ? flag : 0;
        }

        return (can, cannot);
    }

    private static ModelPrice? Price(ReadOnlySpan<char> field, int number)
    {
        if (field.IsEmpty)
        {
            return null;
        }

        var price = new ModelPrice();
        foreach (var range in field.Split(' '))
        {
            var part = field[range];
            var equals = part.IndexOf('=');
            if (equals <= 0)
            {
                throw Fault(number, $"'{part}' is no price");
            }

            var figure = part[(equals + 1)..];
            price = part[..equals] switch
            {
                "in" => price with { Input = PerToken(figure, number) },
                "out" => price with { Output = PerToken(figure, number) },
                "cached" => price with { CachedInput = PerToken(figure, number) },
                "write" => price with { CacheWrite = PerToken(figure, number) },
                "batch_in" => price with { BatchInput = PerToken(figure, number) },
                "batch_out" => price with { BatchOutput = PerToken(figure, number) },
                "audio_in" => price with { AudioInput = PerToken(figure, number) },
                "audio_out" => price with { AudioOutput = PerToken(figure, number) },
                "image" => price with { Units = (price.Units ?? new()) with { Image = Dollars(figure, number) } },
                "second" => price with { Units = (price.Units ?? new()) with { Second = Dollars(figure, number) } },
                "character" => price with { Units = (price.Units ?? new()) with { Character = PerToken(figure, number) } },
                "query" => price with { Units = (price.Units ?? new()) with { Query = Dollars(figure, number) } },
                "long_from" => price with { LongFrom = Count(figure, number) },
                "long_in" => price with { LongInput = PerToken(figure, number) },
                "long_out" => price with { LongOutput = PerToken(figure, number) },
                "long_cached" => price with { LongCachedInput = PerToken(figure, number) },
                _ => throw Fault(number, $"unknown price '{part}'"),
            };
        }

        return price;
    }

    /// <summary>The file's prices are for a million tokens. Moving the decimal point in the text gives the number a person would write for one: dividing might differ in the last bit.</summary>
    private static double PerToken(ReadOnlySpan<char> figure, int number)
    {
        Span<char> text = stackalloc char[32];
        if (figure.Length > text.Length - 3 || figure.Contains('e'))
        {
            throw Fault(number, $"'{figure}' is no price");
        }

        figure.CopyTo(text);
        "e-6".CopyTo(text[figure.Length..]);
        return Dollars(text[..(figure.Length + 3)], number);
    }

    private static double Dollars(ReadOnlySpan<char> text, int number) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw Fault(number, $"'{text}' is no price");

    private static FormatException Fault(int line, string message) => new($"{Resource}, line {line}: {message}.");
}
