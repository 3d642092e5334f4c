namespace Fairlead.PreRouting;

/// <summary>The built-in words, by what they are a sign of. Each counts once, however often it stands there; case aside, whole words only.</summary>
internal static class SignWords
{
    public static readonly (Sign Sign, string[] Words)[] All =
    [
        (Sign.Code,
        [
            "code", "function", "class", "method", "script", "snippet", "program", "compile", "compiler", "refactor", "debug", "bug", "stack trace",
            "exception", "unit test", "unit tests", "regex", "python", "javascript", "typescript", "java", "kotlin", "swift", "rust", "golang", "c#", "c++",
            "php", "ruby", "sql", "bash", "html", "css", "react", "dockerfile", "json schema", "api endpoint", "pull request", "git", "loop", "recursion",
            "async", "null pointer", "segfault", "linter", "type error",
        ]),
        (Sign.Reasoning,
        [
            "step by step", "think carefully", "think through", "reason through", "reasoning", "chain of thought", "prove", "proof", "derive", "deduce",
            "justify", "why exactly", "weigh the", "trade-offs", "tradeoffs", "pros and cons", "compare and contrast", "evaluate whether", "root cause",
            "counterexample", "logically", "critique", "what would happen if", "work out",
        ]),
        (Sign.Technical,
        [
            "algorithm", "architecture", "distributed", "microservice", "microservices", "kubernetes", "database", "schema", "index", "transaction",
            "transactions", "consistency", "latency", "throughput", "scalability", "concurrency", "mutex", "deadlock", "cache", "caching", "sharding",
            "replication", "consensus", "encryption", "oauth", "protocol", "tcp", "http", "grpc", "kernel", "memory leak", "garbage collector", "compiler",
            "neural network", "gradient", "embedding", "transformer", "regression", "eigenvalue", "matrix", "integral", "differential equation", "theorem",
            "probability", "bayesian", "quantum", "thermodynamics", "entropy", "molecule", "protein", "genome", "contract", "liability", "compliance",
            "pipeline", "terraform", "load balancer", "message queue", "event sourcing", "optimization", "optimisation", "complexity", "benchmark",
        ]),
        (Sign.Simple,
        [
            "hi", "hello", "hey", "thanks", "thank you", "good morning", "good evening", "bye", "ok", "okay", "yes", "no", "please", "what is", "who is",
            "when is", "where is", "what time", "how are you", "define", "translate", "spell", "capital of",
        ]),
        (Sign.Steps,
        [
            "first", "second", "then", "next", "after that", "afterwards", "finally", "followed by", "step 1", "step 2", "multiple steps", "in order",
        ]),
    ];
}
