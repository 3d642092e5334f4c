using Fairlead.Mutation;
using Fairlead.Mutation.Asking;

try
{
    return args switch
    {
        // The role this program starts itself in.
        ["worker", .. var rest] => Worker.Run(WorkerOrder.Parse(rest)),
        _ => MutationRun.Run(MutationOptions.Parse(args)),
    };
}
catch (MutationException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}
