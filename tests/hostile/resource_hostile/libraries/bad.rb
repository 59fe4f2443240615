class Bad < Inspec.resource(1)
  name 'bad'
  def initialize(where)
    @where = where
    loop {} if where == :constructor
  end
  def to_s
    @where == :to_s ? loop {} : 'bad'
  end
  def value
    loop {} if @where == :value
    1
  end
end
