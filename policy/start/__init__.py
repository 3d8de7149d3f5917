"""The pack under the profile `start`: critical and high rules stop a deployment, the others advise."""
