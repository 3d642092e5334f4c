using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;
using NullSink = Xunit.Sdk.NullMessageSink;

namespace Fairlead.Mutation.Asking;

/// <summary>Finds the tests, and runs one at a time in this process.</summary>
internal sealed class KernelTests
{
    private static readonly Settings OneAtATime = new();

    private readonly XunitTestFrameworkExecutor _executor;

    public KernelTests(Assembly assembly, TestFilter filter)
    {
        var framework = new XunitTestFramework(new NullSink());
        _executor = (XunitTestFrameworkExecutor)framework.GetExecutor(assembly.GetName());
        var discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        var cases = new List<ITestCase>();

        // Class by class: the rows of theories elsewhere are read from files, and workers are started often.
        foreach (var type in assembly.GetExportedTypes().Where(type => filter.Takes($"{type.FullName}.")))
        {
            using var found = new Found(cases);
            discoverer.Find(type.FullName, includeSourceInformation: false, found, OneAtATime);
            found.Wait();
        }

        var named = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var test in cases)
        {
            var method = $"{test.TestMethod.TestClass.Class.Name}.{test.TestMethod.Method.Name}";
            if (!filter.Takes(method))
            {
                continue;
            }

            var name = string.Concat(test.DisplayName.Select(static c => char.IsControl(c) ? ' ' : c));
            named[name] = named.GetValueOrDefault(name) + 1;
            All.Add(new KernelTest(test, named[name] == 1 ? name : $"{name} #{named[name]}"));
        }
    }

    public List<KernelTest> All { get; } = [];

    /// <summary>Whether it passes.</summary>
    public bool Passes(KernelTest test)
    {
        using var outcome = new Outcome();
        _executor.RunTests([test.Case], outcome, OneAtATime);
        return outcome.Wait();
    }

    private sealed class Found(List<ITestCase> cases) : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly ManualResetEventSlim _done = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage found)
            {
                cases.Add(found.TestCase);
            }
            else if (message is IDiscoveryCompleteMessage)
            {
                _done.Set();
            }

            return true;
        }

        public void Wait() => _done.Wait();

        public void Dispose() => _done.Dispose();
    }

    private sealed class Outcome : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        private readonly ManualResetEventSlim _done = new();
        private volatile bool _failed;

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestFailed or ITestCleanupFailure or ITestClassCleanupFailure or IErrorMessage)
            {
                _failed = true;
            }
            else if (message is ITestAssemblyFinished)
            {
                _done.Set();
            }

            return !_failed;
        }

        public bool Wait()
        {
            _done.Wait();
            return !_failed;
        }

        public void Dispose() => _done.Dispose();
    }

    private sealed class Settings : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
    {
        private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal)
        {
            ["xunit.execution.DisableParallelization"] = true,
            ["xunit.execution.MaxParallelThreads"] = 1,
            ["xunit.execution.SynchronousMessageReporting"] = true,
        };

        public TValue GetValue<TValue>(string name) => _values.GetValueOrDefault(name) is TValue value ? value : default!;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
    }
}
