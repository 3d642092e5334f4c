using Fairlead.Providers.Translation;
using Fairlead.Providers.Wire.Json;

namespace Fairlead.Gateway.Stored;

/// <summary>Keeps the answer to one request.</summary>
internal sealed class AnswerKeeper(ResponseStore store, ContinuedRequest request) : IAnswerKeeper
{
    public void Keep(string id, ReadOnlySpan<byte> answer)
    {
        ReadOnlyMemory<byte> bytes = answer.ToArray();
        var items = new List<StoredItem>();
        using (var body = JsonBody.Parse(bytes))
        {
            if (body.Root.TryArray("output"u8, out var output))
            {
                foreach (var item in output.EnumerateArray())
                {
                    items.Add(new StoredItem(item.Text("id"u8) ?? "", body.Raw(item).Memory));
                }
            }
        }

        store.Keep(new StoredAnswer(request.Caller, id, request.Previous, request.Input, bytes, items));
    }
}
