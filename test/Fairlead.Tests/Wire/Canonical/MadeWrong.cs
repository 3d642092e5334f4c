using System.Runtime.CompilerServices;
using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;
using Fairlead.TestKit.Chance;
using Fairlead.TestKit.Golden;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Wire.Canonical;

/// <summary>Requests, answers and streams with a little wrong in them: each is read, or refused as what it is.</summary>
internal static class MadeWrong
{
    /// <summary>Reads a golden file's JSON a thousand times, wrong each time at another place.</summary>
    /// <param name="file">The file, relative to the calling test's source file.</param>
    /// <param name="read">Reads it, and may throw <see cref="WireException"/> alone.</param>
    /// <param name="caller">Filled in by the compiler.</param>
    public static void Each(string file, Action<string> read, [CallerFilePath] string caller = "")
    {
        var json = File.ReadAllText(GoldenFile.PathOf(file, caller));
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            try
            {
                read(JsonMutation.Of(json, seed));
            }
            catch (WireException)
            {
                // Told as what it is.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    /// <summary>Reads a stream whose events are right but for one: it is whole, or fails, or ends before its time.</summary>
    /// <param name="dialect">The stream's format.</param>
    /// <param name="events">Its events.</param>
    /// <param name="before">What stands before an event's JSON.</param>
    /// <param name="joined">Makes a stream of events.</param>
    public static void EachStream(Dialect dialect, string[] events, string before, Func<string[], byte[]> joined) =>
        Prop.ForAll(Gen.Zip(Gen.Choose(0, events.Length - 1), Gen.Choose(0, int.MaxValue - 1)).ToArbitrary(), pair =>
        {
            var (at, seed) = pair;
            var data = events[at].IndexOf(before, StringComparison.Ordinal) + before.Length;
            string[] changed = [.. events[..at], events[at][..data] + JsonMutation.Of(events[at][data..], seed), .. events[(at + 1)..]];
            var read = Translating.ReadStream(dialect, joined(changed), out var isWhole);
            Assert.True(!isWhole || read.Error is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
