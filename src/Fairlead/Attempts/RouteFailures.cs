using System.Globalization;
using System.Text;

namespace Fairlead.Attempts;

/// <summary>Words and statuses of failures. Where LiteLLM has a text that clients match on, the text starts with it.</summary>
internal static class RouteFailures
{
    /// <summary>A model name is the client's: what is shown of it is bounded.</summary>
    private const int MaxNameLength = 200;

    /// <summary>Added where the request had retries left and the router had not.</summary>
    public const string OverRetryBudget = ". Not tried again: the router's retry budget is spent (router_settings.retry_budget)";

    public static RouteFailure OfRefusal(RouteRefusal refusal, in RouteRequest request, TimeSpan? retryAfter, string? policy)
    {
        var model = Shown(request.Model);
        var (status, message) = refusal switch
        {
            // OpenAI's status, which its SDKs turn into their not-found error; LiteLLM says 400.
            RouteRefusal.UnknownModel => (404, $"You passed in model={model}. There is no 'model_name' with this string"),
            RouteRefusal.AllCoolingDown => (429,
                $"No deployments available for selected model, Try again in {Seconds(retryAfter)} seconds. Passed model={model}. All deployments are cooling down."),
            RouteRefusal.AllAtLimit when retryAfter is not null => (429,
                $"No deployments available for selected model, Try again in {Seconds(retryAfter)} seconds. Passed model={model}. All deployments are at their limit."),
            RouteRefusal.AllAtLimit => (429, $"No deployments available for selected model, all are at their limit. Passed model={model}."),
            RouteRefusal.OverBudget => (429, $"No deployments available - crossed budget: {policy}. Passed model={model}"),
            RouteRefusal.QueueFull => (429, $"No deployments available for selected model, all are at their limit and {policy}. Passed model={model}."),
            RouteRefusal.QueueTimeout => (408, $"Request timed out while polling queue. Passed model={model}. {policy}"),
            RouteRefusal.DeadlineExceeded => (408, $"The deadline passed before a deployment could be asked. Passed model={model}."),
            _ => NoneAllowed(request, model, policy),
        };
        return new RouteFailure(refusal, FailureKind.None, status, retryAfter, message, []);
    }

    /// <summary>The prompt is longer than any window: LiteLLM's class and status of such a failure, and its words up to the numbers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="window">The largest window among those who were left out for it.</param>
    public static RouteFailure TooLong(in RouteRequest request, int window) => new(
        RouteRefusal.PromptTooLong,
        FailureKind.ContextWindow,
        FailureRules.Of(FailureKind.ContextWindow).Status,
        RetryAfter: null,
        string.Create(CultureInfo.InvariantCulture, $"Context Window exceeded for given call. No models have context window large enough for this call. Passed model={Shown(request.Model)}, max_input_tokens={window}, got={request.InputTokens}"),
        []);

    public static RouteFailure OfAttempts(
        RouteRefusal refusal, string model, IReadOnlyList<AttemptRecord> attempts, in Lease useful, TimeSpan? retryAfter)
    {
        ref readonly var rule = ref FailureRules.Of(useful.Failure);
        var status = useful.Status >= 400 ? useful.Status : rule.Status;
        if (refusal == RouteRefusal.DeadlineExceeded && rule.Remedy != Remedy.OtherModel)
        {
            status = FailureRules.Of(FailureKind.Timeout).Status;
        }

        var message = new StringBuilder();
        message.Append(
            CultureInfo.InvariantCulture,
            $"{(refusal == RouteRefusal.DeadlineExceeded ? "The deadline passed" : "All deployments failed")} for model={Shown(model)} after {attempts.Count} attempt{(attempts.Count == 1 ? "" : "s")}: ");
        for (var i = 0; i < attempts.Count; i++)
        {
            Append(message, attempts[i], i);
        }

        return new RouteFailure(refusal, useful.Failure, status, retryAfter, message.ToString(), attempts);
    }

    private static void Append(StringBuilder message, AttemptRecord attempt, int index)
    {
        message.Append(CultureInfo.InvariantCulture, $"{(index == 0 ? "" : "; ")}({index + 1}) {attempt.DeploymentId} in {Shown(attempt.ModelGroup)}: {attempt.Failure}");
        if (attempt.Status > 0)
        {
            message.Append(CultureInfo.InvariantCulture, $" {attempt.Status}");
        }

        if (attempt.Reason is { Length: > 0 } reason)
        {
            message.Append(": ").Append(reason);
        }
    }

    private static (int Status, string Message) NoneAllowed(in RouteRequest request, string model, string? policy) => policy switch
    {
        "tags" => (401, $"Not allowed to access model due to tags configuration. Passed model={model} and tags=[{Shown(string.Join(", ", request.Tags ?? []))}]"),
        "region" => (403, $"No deployment of the model is in the region asked for. Passed model={model} and region={Shown(request.Region ?? "")}"),
        "team" => (403, $"No deployments available for selected model: those it has belong to another team. Passed model={model}"),
        "access" => (403, $"Not allowed to access model. Passed model={model}; the caller may use [{Shown(string.Join(", ", request.Caller?.Models ?? []))}]"),
        "paused" => (503, $"Every deployment of the model is currently paused. Passed model={model}"),
        "pass_through" => (400, $"No deployment of the model may be passed through to: set use_in_pass_through on one. Passed model={model}"),
        "tools" or "vision" or "audio" or "pdf" or "web_search" or "response_format" =>
            (400, $"No deployment of the model supports what the request asks for: {policy}. Passed model={model}"),
        "drained" => (503, $"Every deployment of the model is drained by a weight of 0. Passed model={model}"),
        null when request.Credentials is not null => (400,
            $"Rejected Request: no deployment of the model takes the credentials passed in; the operator allows them with configurable_clientside_auth_params. Passed model={model}"),
        _ => (403, $"Every deployment of the model is blocked by the request. Passed model={model}"),
    };

    private static string Shown(string name) => name.Length <= MaxNameLength ? name : string.Concat(name.AsSpan(0, MaxNameLength), "…");

    /// <summary>Whole seconds, rounded up: whoever waits so long is not refused again.</summary>
    private static long Seconds(TimeSpan? span) => Math.Max(1, (long)Math.Ceiling(span.GetValueOrDefault().TotalSeconds));
}
