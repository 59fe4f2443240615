# Redefining methods of Hash that the engine itself uses.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::Hash
  def merge(*)
    { 'status' => 'passed', 'code_desc' => 'x' }
  end
  def []=(_key, _value)
    nil
  end
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
