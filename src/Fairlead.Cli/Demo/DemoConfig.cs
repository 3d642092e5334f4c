namespace Fairlead.Cli.Demo;

/// <summary>The configuration that is served when none is given: simulated deployments, so that nothing has to be installed or paid.</summary>
internal static class DemoConfig
{
    /// <summary>Its name in findings.</summary>
    public const string Name = "demo.yaml (built in)";

    /// <summary>The document.</summary>
    public static string Text
    {
        get
        {
            using var stream = typeof(DemoConfig).Assembly.GetManifestResourceStream("Fairlead.Cli.Demo.demo.yaml")
                ?? throw new InvalidOperationException("The demo configuration is missing from the build.");
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
    }
}
