namespace Fairlead.Samples;

/// <summary>Finds the samples' files beside the program.</summary>
public static class SampleFiles
{
    /// <summary>The full path of a sample's file, e.g. <c>three-tiers/config.yaml</c>.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, name);
}
