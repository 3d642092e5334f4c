namespace Fairlead.Gateway.Tests.Clients.Matrix;

/// <summary>Every JavaScript client, every upstream format, everything a client does.</summary>
public sealed class MatrixTests(MatrixRun run) : IClassFixture<MatrixRun>
{
    private static readonly string[] Scenarios = ["text", "stream", "tool loop", "streamed tool loop", "structured output", "errors"];

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, string>();
            foreach (var client in MatrixRun.Clients)
            {
                foreach (var format in MatrixModels.Formats)
                {
                    foreach (var scenario in Scenarios)
                    {
                        cells.Add(client, format, scenario);
                    }
                }
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Client_AgainstFormat_Works(string client, string format, string scenario)
    {
        var name = $"{client} / {format} / {scenario}";
        Assert.True(run.Node.Passed(name), run.Node.OutputOf(name));
    }
}
