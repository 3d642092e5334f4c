using Fairlead.Cli;

// The first thing the process does: .NET reads the variable at its first socket. Together with inline scheduling in the server it takes
// the hand-over between threads out of every request; either alone makes things worse (docs/operate/performance.md).
SocketScheduling.Prepare();

return await FairleadCommand.RunAsync(args, Console.Out, Console.Error);
