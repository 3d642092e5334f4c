using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Samples;

/// <summary>The gateway inside an ASP.NET Core app, beside its own endpoints.</summary>
public static class EmbeddedGatewaySample
{
    /// <summary>Builds the app; run it, or start it in a test.</summary>
    public static WebApplication Build(string[] args, string configPath)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddFairleadGateway(options => options.ConfigPath = configPath);
        var app = builder.Build();

        app.MapGet("/", () => Results.Text("Your own pages, and an OpenAI-compatible endpoint at /llm/v1/chat/completions.\n"));

        // What holds for all of the gateway's endpoints is said once: RequireAuthorization(), RequireHost(), a rate limit.
        app.MapGroup("/llm").MapFairlead();
        return app;
    }
}
