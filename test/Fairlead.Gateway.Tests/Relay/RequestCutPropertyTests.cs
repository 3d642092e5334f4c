using System.Text;
using System.Text.Json.Nodes;
using Fairlead.Gateway.Relay;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Gateway.Tests.Relay;

public sealed class RequestCutPropertyTests
{
    private static readonly string[] Members =
    [
        "\"model\":\"a\"", "\"n\":1", "\"x\":{\"timeout\":[1,{}]}", "\"s\":\"},{\\\",\"", "\"stream\":false",
        "\"num_retries\":2", "\"fallbacks\":[\"f\"]", "\"mock_response\":\"a\"", "\"tags\":[]", "\"timeout\":3",
        "\"metadata\":{\"tags\":[\"t\"]}", "\"metadata\":{\"tags\":[\"t\"],\"u\":\"v\"}", "\"metadata\":{\"u\":\"v\"}",
    ];

    private static readonly string[] Own = ["num_retries", "fallbacks", "mock_response", "tags", "timeout"];

    [Fact]
    public void Cuts_AnyOrderOfMembers_LeaveValidJsonWithoutTheGatewaysOwn()
    {
        var gen =
            from order in Gen.Shuffle(Enumerable.Range(1, Members.Length - 1).ToArray())
            from count in Gen.Choose(0, Members.Length - 1)
            from at in Gen.Choose(0, count)
            from spaces in Gen.ListOf(Gen.Elements("", " ", "\r\n", "\t "), 40)
            select (order.Take(count).ToArray(), at, spaces.ToArray());
        Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            var (others, at, spaces) = sample;
            var members = others.Select(i => Members[i]).ToList();
            // One metadata at most: duplicate keys have no defined meaning to compare with.
            members = [.. members.DistinctBy(static m => m[..m.IndexOf(':', StringComparison.Ordinal)])];
            members.Insert(Math.Min(at, members.Count), Members[0]);
            var text = new StringBuilder();
            var space = 0;
            string Space() => spaces[space++ % spaces.Length];
            text.Append(Space()).Append('{');
            for (var i = 0; i < members.Count; i++)
            {
                text.Append(i > 0 ? "," : "").Append(Space()).Append(members[i]).Append(Space());
            }

            text.Append('}').Append(Space());
            var body = Encoding.UTF8.GetBytes(text.ToString());
            var view = new RequestView();
            Assert.Null(RequestParser.Parse(body, view));
            var sent = body.AsSpan(0, view.ApplyCuts(body));
            Assert.True(sent[view.ModelSpan].SequenceEqual("\"a\""u8));

            var expected = JsonNode.Parse(text.ToString())!.AsObject();
            foreach (var own in Own)
            {
                expected.Remove(own);
            }

            if (expected["metadata"] is JsonObject metadata && metadata.Remove("tags") && metadata.Count == 0)
            {
                expected.Remove("metadata");
            }

            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(sent)), Encoding.UTF8.GetString(sent));
        }).QuickCheckThrowOnFailure();
    }
}
