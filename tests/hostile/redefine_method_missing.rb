# Redefining Object#method_missing so that nothing is missing.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::Object
  def method_missing(*)
    self
  end
  def respond_to_missing?(*)
    true
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
