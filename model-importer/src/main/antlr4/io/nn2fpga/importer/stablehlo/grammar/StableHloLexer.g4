/** Tokens of the MLIR text that StableHLO programs are printed in. */
lexer grammar StableHloLexer;

COMMENT : '//' ~[\r\n]* -> skip ;
SPACE : [ \t\r\n]+ -> skip ;

MODULE : 'module' ;
FUNCTION : 'func.func' ;
ATTRIBUTES : 'attributes' ;
DENSE : 'dense' ;
ARRAY : 'array' ;
LOCATION : 'loc' ;
REDUCER : 'reducer' ;
CONDITION : 'cond' ;
DO : 'do' ;
// The extents in a tensor type have tokens of their own: '1x28xf32' is a hexadecimal-looking word elsewhere.
TENSOR : 'tensor<' -> pushMode(SHAPE) ;

ARROW : '->' ;
ASSIGN : '=' ;
COLON : ':' ;
COMMA : ',' ;
LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
LESS : '<' ;
GREATER : '>' ;

HEX : '0x' [0-9a-fA-F]+ ;
FLOAT : '-'? [0-9]+ '.' [0-9]* ([eE] [-+]? [0-9]+)? ;
INTEGER : '-'? [0-9]+ ;
STRING : '"' ( ~["\\\r\n] | '\\' ~[\r\n] )* '"' ;
VALUE : '%' [A-Za-z0-9_$.]+ ('#' [0-9]+)? ;
SYMBOL : '@' ( [A-Za-z0-9_$.]+ | STRING ) ;
BLOCK : '^' [A-Za-z0-9_$.]+ ;
HASH_NAME : '#' [A-Za-z0-9_$.]+ ;
TYPE_NAME : '!' [A-Za-z0-9_$.]+ ;
NAME : [A-Za-z_] [A-Za-z0-9_$.]* ;

/** So that the lexer never fails: the parser says what it expected instead. */
OTHER : . ;

mode SHAPE ;
SHAPE_SPACE : [ \t\r\n]+ -> skip ;
DIMENSION : [0-9]+ ;
FREE : '?' | '*' ;
BY : 'x' ;
ELEMENT : [a-wyzA-Z!] [A-Za-z0-9_.]* ;
NESTED : '<' -> pushMode(PARAMETERS) ;
ENCODING : ',' ~[<>]* ( '<' ~[<>]* '>' )? ;
END : '>' -> popMode ;
SHAPE_OTHER : . ;

mode PARAMETERS ;
PARAMETER_TEXT : ~[<>]+ ;
PARAMETER_NESTED : '<' -> pushMode(PARAMETERS) ;
PARAMETER_END : '>' -> popMode ;
