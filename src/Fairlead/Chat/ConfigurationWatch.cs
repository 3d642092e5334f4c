using Fairlead.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Fairlead.Chat;

/// <summary>A router over a configuration section, and the section's changes.</summary>
internal sealed class ConfigurationWatch : IDisposable
{
    private const string SectionName = "Fairlead";
    private const string ModelList = "model_list";

    private readonly IConfiguration _configuration;
    private readonly Func<string, string?> _environment;
    private readonly ReloadListener[] _listeners;
    private readonly IDisposable _changes;

    public ConfigurationWatch(
        IConfiguration configuration, Func<string, string?> environment, RouterOptions options, IEnumerable<ReloadListener> listeners)
    {
        _configuration = configuration;
        _environment = environment;
        _listeners = [.. listeners];
        Router = Router.Create(Read().ConfigOrThrow(), options);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public Router Router { get; }

    public void Dispose() => _changes.Dispose();

    private ConfigReadResult Read()
    {
        var section = _configuration.GetSection(ModelList).Exists() ? _configuration : _configuration.GetSection(SectionName);
        return ConfigReader.Read(section, _environment);
    }

    private void Reload()
    {
        var read = Read();
        var findings = read.Diagnostics;
        if (read.Config is { } config)
        {
            try
            {
                Router.Reload(config);
            }
            catch (RouterConfigException exception)
            {
                findings = exception.Diagnostics;
            }
        }

        foreach (var listener in _listeners)
        {
            listener(findings);
        }
    }
}
