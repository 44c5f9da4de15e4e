/** Operators in Einstein notation; docs/custom-operators.md explains the language. */
grammar Einstein;

file : definition* EOF ;

definition
  : 'def' NAME '(' parameter (',' parameter)* ')' '->' '(' NAME (',' NAME)* ')'
    '{' statement* '}'
  ;

/** float(N,C) X, or float S for a number. */
parameter : NAME ('(' NAME (',' NAME)* ')')? NAME ;

statement : NAME ('(' NAME (',' NAME)* ')')? ASSIGNMENT expression ';'? ;

expression
  : '-' expression                          # negation
  | expression ('*' | '/') expression       # product
  | expression ('+' | '-') expression       # sum
  | NUMBER                                  # number
  | NAME ('(' expression (',' expression)* ')')?  # named
  | '(' expression ')'                      # nested
  ;

/** One expression alone. */
formula : expression EOF ;

ASSIGNMENT : ('+' | '*' | 'max' | 'min')? '=' '!'? ;
NUMBER : [0-9]+ ('.' [0-9]*)? ([eE] [-+]? [0-9]+)? | '.' [0-9]+ ([eE] [-+]? [0-9]+)? ;
NAME : [A-Za-z_] [A-Za-z0-9_]* ;
COMMENT : ('#' | '//') ~[\r\n]* -> skip ;
SPACE : [ \t\r\n]+ -> skip ;
OTHER : . ;
