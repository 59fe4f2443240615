# Redefining String#== so that every comparison holds.
# attack: any
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class ::String
  def ==(_other)
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
