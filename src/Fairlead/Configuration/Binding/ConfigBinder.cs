using System.Text.Json;
using Fairlead.Configuration.Document;
using Fairlead.Model;

namespace Fairlead.Configuration.Binding;

/// <summary>Turns a document into a <see cref="RouterConfig"/>, and gathers every finding on the way.</summary>
internal static class ConfigBinder
{
    /// <summary>Reads the document.</summary>
    /// <param name="document">The tree, and the keys that stood in it twice; its fault is null.</param>
    /// <param name="source">The document's name in findings.</param>
    /// <param name="environment">Looks up <c>os.environ/NAME</c>.</param>
    /// <param name="more">What a layer above checks; null for nothing.</param>
    /// <param name="files">Reads a file that the document names; null where there are none to read.</param>
    public static ConfigReadResult Bind(DocumentResult document, string source, Func<string, string?> environment, ConfigCheck? more = null, ConfigFiles? files = null)
    {
        var root = document.Root!;
        var context = new BindContext(source, root, environment) { Files = files };
        foreach (var key in document.Repeated)
        {
            var shown = BindContext.Shown(key.Key);
            context.Warn(context.Places.KeyAt(key.Line, key.Column) ?? shown, key.Line, key.Column, $"'{shown}' stands here twice; this one replaces the one on line {key.FirstLine}");
        }

        if (root.Kind is not (NodeKind.Map or NodeKind.Null))
        {
            context.Error("", root, $"expected a mapping with model_list, found {root.KindName}");
            return new ConfigReadResult(null, context.Findings());
        }

        var config = BindRoot(context, root);
        var meaning = new List<ConfigDiagnostic>();
        ModelValidator.Validate(config, meaning);
        more?.Invoke(config, meaning);
        config = InvalidDeployments.LeaveOut(config, meaning);
        context.Add(meaning);
        return new ConfigReadResult(context.HasErrors ? null : config, context.Findings());
    }

    private static RouterConfig BindRoot(BindContext context, ConfigNode root)
    {
        var reader = new MapReader(context, ConfigSections.Root, root.Kind == NodeKind.Map ? root : ConfigNode.Map([], root.Line, root.Column), "");
        foreach (var (name, value, path) in reader.Entries("environment_variables", "names with texts"))
        {
            if (value.IsScalar)
            {
                context.SetVariable(name, value);
            }
            else
            {
                context.Error(path, value, $"expected text, found {value.KindName}");
            }
        }

        var unused = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var faulty = new List<BoundEntry>();
        var deployments = DeploymentBinder.BindList(context, reader, faulty);
        var litellm = reader.Map("litellm_settings", ConfigSections.Litellm);
        var dropParams = litellm.Truth("drop_params");
        var router = RouterBinder.Bind(context, reader.Map("router_settings", ConfigSections.Router), litellm, unused);
        var general = GeneralBinder.Bind(context, reader.Map("general_settings", ConfigSections.General), dropParams, unused);
        Keep(unused, "", reader.RestUnused());
        if (router.IgnoreInvalidDeployments == true)
        {
            LeaveOut(context, deployments, faulty);
        }

        return new RouterConfig
        {
            ModelList = deployments,
            Router = router,
            General = general,
            Environment = context.Variable("FAIRLEAD_ENVIRONMENT") ?? context.Variable("LITELLM_ENVIRONMENT"),
            Unused = unused,
        };
    }

    private static void LeaveOut(BindContext context, List<DeploymentConfig> deployments, List<BoundEntry> faulty)
    {
        foreach (var entry in faulty)
        {
            context.Forgive(entry.FromFinding, entry.ToFinding);
            for (var i = entry.FromDeployment; i < entry.ToDeployment; i++)
            {
                deployments[i] = InvalidDeployments.LeaveOut(deployments[i], "the entry could not be read");
            }
        }
    }

    /// <summary>Keeps keys without effect under the path they stand at.</summary>
    public static void Keep(Dictionary<string, JsonElement> unused, string path, Dictionary<string, JsonElement> rest)
    {
        foreach (var (key, value) in rest)
        {
            unused[ConfigPath.Key(path, key)] = value;
        }
    }
}
