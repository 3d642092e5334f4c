using System.Globalization;

namespace Fairlead.Gateway.Traffic;

/// <summary>The files of a traffic log: one for each day (UTC) and each process that writes.</summary>
/// <param name="path">The folder.</param>
internal sealed class TrafficFolder(string path)
{
    /// <summary>Days for which files are kept where nothing else is said.</summary>
    public const double UsualDays = 30;

    private const string Prefix = "traffic-";
    private const string Suffix = ".jsonl";
    private const string Day = "yyyy-MM-dd";

    /// <summary>Most files of one name in a day: a process that restarts every minute has as many.</summary>
    private const int MostOfADay = 1440;

    public string Path => path;

    /// <summary>The folder that a configuration names; null where it names none.</summary>
    /// <param name="named">What the configuration says.</param>
    /// <param name="folder">The configuration's own folder.</param>
    public static TrafficFolder? Of(string? named, string folder) => named is null ? null : new TrafficFolder(System.IO.Path.Combine(folder, named));

    /// <summary>Makes a new file of the day: nobody else writes to it, on whatever file system.</summary>
    /// <param name="day">The day.</param>
    /// <param name="writer">Who writes: the same from day to day, another after a restart.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public FileStream Create(DateOnly day, string writer)
    {
        Directory.CreateDirectory(path);
        for (var number = 1; ; number++)
        {
            var file = System.IO.Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{day:yyyy-MM-dd}.{Safe(writer)}.{number}{Suffix}"));
            try
            {
                return new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            }
            catch (IOException) when (number < MostOfADay && File.Exists(file))
            {
                // From before a restart, or another's of the same name.
            }
        }
    }

    /// <summary>The files that may hold requests of some time on, by writer and then by day.</summary>
    /// <param name="since">The time.</param>
    public IReadOnlyList<(string Path, string Writer)> Files(DateTimeOffset since) =>
    [
        .. All().Where(file => file.Day >= DateOnly.FromDateTime(since.UtcDateTime)).OrderBy(static file => file.Writer, StringComparer.Ordinal).ThenBy(static file => file.Day)
            .Select(static file => (file.Path, file.Writer)),
    ];

    /// <summary>Deletes the files of days before one.</summary>
    public void DeleteBefore(DateOnly day)
    {
        foreach (var file in All().Where(file => file.Day < day))
        {
            File.Delete(file.Path);
        }
    }

    private IEnumerable<(string Path, DateOnly Day, string Writer)> All()
    {
        foreach (var file in Directory.EnumerateFiles(path, $"{Prefix}*{Suffix}"))
        {
            // traffic-2026-11-28.HOST-PROCESS.1.jsonl; what is called otherwise is somebody else's.
            var name = System.IO.Path.GetFileName(file)[Prefix.Length..^Suffix.Length];
            if (name.Length > Day.Length + 1 && name[Day.Length] == '.' && DateOnly.TryParseExact(name[..Day.Length], Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                yield return (file, day, name[(Day.Length + 1)..]);
            }
        }
    }

    private static string Safe(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
}
