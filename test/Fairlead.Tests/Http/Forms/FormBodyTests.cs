using System.Text;
using System.Text.Json;
using Fairlead.Providers.Http.Forms;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Tests.Http.Forms;

public sealed class FormBodyTests
{
    private static readonly string[] Names = ["model", "prompt", "a[]", "b", "file"];
    private static readonly string[] Texts = ["", "x", "true", "True", "1", "two\r\nlines", "--b", "grün"];

    /// <summary>Whatever fields come and whatever they are to be: what is sent has exactly the members and the files, and its length is the length announced.</summary>
    [Fact]
    public void With_AnyFieldsAndMembers_SendsTheMembersAndTheFiles()
    {
        var fields = Gen.ListOf(Gen.Zip(Gen.Elements(Names), Gen.Elements(Texts)));
        Prop.ForAll(Gen.Zip(fields, fields).ToArbitrary(), pair =>
        {
            var sent = pair.Item1.ToArray();
            var wanted = pair.Item2.Where(static one => one.Item1 is not ("file" or "model")).ToList();
            using var form = Build(sent);
            var members = JsonSerializer.SerializeToUtf8Bytes(wanted.GroupBy(static one => one.Item1).ToDictionary(static same => same.Key, static same => same.Select(static one => one.Item2).ToList()));

            using var content = form.With(members, "up");
            var text = content.ReadAsStringAsync().GetAwaiter().GetResult();

            Assert.Equal(content.Headers.ContentLength, Encoding.UTF8.GetByteCount(text));
            var parts = Parts(text);
            Assert.Equal(sent.Where(static one => one.Item1 == "file").Select(static one => one.Item2), parts.Where(static part => part.Name == "file").Select(static part => part.Value));
            Assert.Equal(["up"], parts.Where(static part => part.Name == "model").Select(static part => part.Value));
            foreach (var name in Names.Where(static name => name is not ("file" or "model")))
            {
                Assert.Equal(wanted.Where(one => one.Item1 == name).Select(static one => one.Item2), parts.Where(part => part.Name == name).Select(static part => part.Value), SameFlag);
            }
        }).QuickCheckThrowOnFailure();
    }

    // "True" for "true" stays as it came.
    private static bool SameFlag(string expected, string actual) => expected == actual || (expected is "true" && actual is "True");

    private static FormBody Build((string Name, string Value)[] fields)
    {
        var form = new FormBody("multipart/form-data; boundary=bound", "bound");
        var bytes = new List<byte>();
        foreach (var (name, value) in fields)
        {
            var start = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes($"--bound\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n"));
            var valueStart = bytes.Count;
            bytes.AddRange(Encoding.UTF8.GetBytes(value));
            if (name != "file")
            {
                form.Add(new FormField(name, value, start, valueStart, bytes.Count));
            }

            bytes.AddRange("\r\n"u8.ToArray());
            form.CloseAt = bytes.Count;
        }

        bytes.AddRange("--bound--\r\n"u8.ToArray());
        form.Spool.AppendAsync(bytes.ToArray(), default).AsTask().GetAwaiter().GetResult();
        return form;
    }

    private static List<(string Name, string Value)> Parts(string body)
    {
        var parts = ("\r\n" + body).Split("\r\n--bound");
        Assert.Equal("", parts[0]);
        Assert.Equal("--\r\n", parts[^1]);
        return [.. parts[1..^1].Select(static part =>
        {
            var end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return (part[..end].Split('"')[1], part[(end + 4)..]);
        })];
    }
}
