using Xunit.Abstractions;

namespace Fairlead.Mutation.Asking;

/// <summary>One test: a fact, or a theory with one row of its data.</summary>
internal sealed class KernelTest(ITestCase test, string name)
{
    public ITestCase Case { get; } = test;

    /// <summary>On one line, without tabs, and no other test's.</summary>
    public string Name { get; } = name;

    /// <summary>How long it took without a change.</summary>
    public double Milliseconds { get; set; }

    /// <summary>Changes it was the first to notice.</summary>
    public int Noticed { get; set; }
}
