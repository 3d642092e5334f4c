using System.Buffers;
using Fairlead.Attempts;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Gateway.Relay;

/// <content>Several models, and several lists of messages, in one request.</content>
internal sealed partial class RelayHandler
{
    /// <summary>Most answers fetched at once: as many as a race asks.</summary>
    private const int MostAtOnce = RaceRequests.Most;

    /// <summary>Most bytes that the bodies of those under way may have together; beyond it fewer are under way.</summary>
    private const int MostBytes = 128 * 1024 * 1024;

    private async Task BatchAsync(RelayContext relay, BatchRequest batch, RouteRequest request)
    {
        var began = time.GetTimestamp();
        var answers = new ReadOnlyMemory<byte>[batch.Count];
        var next = -1;
        var workers = new Task[Math.Clamp(Math.Min(MostBytes / Math.Max(1, relay.Body.Length), MostAtOnce), 1, batch.Count)];
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = WorkAsync();
        }

        await Task.WhenAll(workers);
        relay.Waited += time.GetElapsedTime(began);
        if (relay.ClientGone)
        {
            return;
        }

        if (relay.DrainAborted)
        {
            await Refusals.DrainingAsync(relay.Http, relay.Dialect);
            return;
        }

        await WriteAsync(relay, batch, answers);

        async Task WorkAsync()
        {
            for (var at = Interlocked.Increment(ref next); at < answers.Length && !relay.Token.IsCancellationRequested; at = Interlocked.Increment(ref next))
            {
                var (list, model) = Math.DivRem(at, batch.Models.Length);
                var cell = batch.CellOf(relay, list);
                try
                {
                    cell.BeginCell(relay);
                    answers[at] = await runner.CollectAsync(cell, batch.HasLists ? Part(request, cell, batch.Models[model]) : request with { Model = batch.Models[model] });
                }
                finally
                {
                    cell.Body.Return();
                    cell.Dispose();
                }
            }
        }
    }

    /// <summary>The request for one list: its own size, and nothing that the whole body ties it to.</summary>
    private static RouteRequest Part(in RouteRequest request, RelayContext cell, string model) => request with
    {
        Model = model,
        InputTokens = Math.Min(request.InputTokens, cell.Body.Length / RequestParser.BytesPerToken),
        Affinity = null,
    };

    /// <summary>A list of the answers in the order of the models, errors in their places; for lists of messages, a list of such lists.</summary>
    private async Task WriteAsync(RelayContext relay, BatchRequest batch, ReadOnlyMemory<byte>[] answers)
    {
        var response = relay.Http.Response;
        ResponseHead.Common(relay, null, time.GetElapsedTime(relay.Started));
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        var writer = response.BodyWriter;
        writer.Write("["u8);
        for (var i = 0; i < answers.Length; i++)
        {
            var place = i % batch.Models.Length;
            writer.Write(i == 0 ? default : ","u8);
            writer.Write(batch.HasLists && place == 0 ? "["u8 : default);
            writer.Write(answers[i].Span);
            writer.Write(batch.HasLists && place == batch.Models.Length - 1 ? "]"u8 : default);
            await writer.FlushAsync(relay.Token);
        }

        writer.Write("]"u8);
        await writer.FlushAsync(relay.Token);
    }
}
